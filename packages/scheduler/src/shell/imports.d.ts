/**
 * What the world `scheduler` of `wit/main` imports, as far as it is used here. These modules exist inside a component alone: whoever
 * instantiates it gives them.
 */
declare module "scheduler:core-libs/parser@0.1.0" {
  type Parser = typeof import("../generated/scheduler-core-libs-parser.d.ts");
  export const parseScenario: Parser["parseScenario"];
  export const checkScenario: Parser["checkScenario"];
}

declare module "scheduler:executor/context-host@0.1.0" {
  type Host = typeof import("../generated/scheduler-executor-context-host.d.ts");
  export const makeContext: Host["makeContext"];
  export const takeYield: Host["takeYield"];
}

declare module "scheduler:executor/component-api@0.1.0" {
  export const executeAction: (typeof import("../generated/scheduler-executor-component-api.d.ts"))["executeAction"];
}

declare module "scheduler:actions-http/http-component@0.1.0" {
  type Http = typeof import("../generated/scheduler-actions-http-http-component.d.ts");
  export const initComponent: Http["initComponent"];
  export const doHttpAction: Http["doHttpAction"];
  export const releaseComponent: Http["releaseComponent"];
}

declare module "wasi:cli/environment@0.2.12" {
  export function getEnvironment(): [string, string][];
  export function getArguments(): string[];
}

declare module "wasi:cli/stdin@0.2.12" {
  export function getStdin(): import("./wasi/types.ts").InputStream;
}

declare module "wasi:cli/stdout@0.2.12" {
  export function getStdout(): import("./wasi/types.ts").OutputStream;
}

declare module "wasi:cli/stderr@0.2.12" {
  export function getStderr(): import("./wasi/types.ts").OutputStream;
}

declare module "wasi:clocks/monotonic-clock@0.2.12" {
  /** Nanoseconds. */
  export function now(): bigint;
  export function subscribeDuration(nanoseconds: bigint): import("./wasi/types.ts").Pollable;
}

declare module "wasi:clocks/wall-clock@0.2.12" {
  export function now(): { seconds: bigint; nanoseconds: number };
}

declare module "wasi:filesystem/preopens@0.2.12" {
  export function getDirectories(): [import("./wasi/types.ts").Descriptor, string][];
}
