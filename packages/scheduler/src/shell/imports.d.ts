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
  type Environment = typeof import("../generated/wasi-cli-environment.d.ts");
  export const getEnvironment: Environment["getEnvironment"];
  export const getArguments: Environment["getArguments"];
}

declare module "wasi:cli/stdin@0.2.12" {
  export const getStdin: (typeof import("../generated/wasi-cli-stdin.d.ts"))["getStdin"];
}

declare module "wasi:cli/stdout@0.2.12" {
  export const getStdout: (typeof import("../generated/wasi-cli-stdout.d.ts"))["getStdout"];
}

declare module "wasi:cli/stderr@0.2.12" {
  export const getStderr: (typeof import("../generated/wasi-cli-stderr.d.ts"))["getStderr"];
}

declare module "wasi:clocks/monotonic-clock@0.2.12" {
  type Clock = typeof import("../generated/wasi-clocks-monotonic-clock.d.ts");
  export const now: Clock["now"];
  export const subscribeDuration: Clock["subscribeDuration"];
}

declare module "wasi:clocks/wall-clock@0.2.12" {
  export const now: (typeof import("../generated/wasi-clocks-wall-clock.d.ts"))["now"];
}

declare module "wasi:filesystem/preopens@0.2.12" {
  export const getDirectories: (typeof import("../generated/wasi-filesystem-preopens.d.ts"))["getDirectories"];
}
