/** What a part exports, or is given: functions and interfaces by name, interfaces as `namespace:package/interface`. */
export interface LinkedExports {
  readonly [name: string]: unknown;
}

/** A compiled component: its bytes. */
export interface WasmPart {
  readonly wasm: Uint8Array;
}

/** An object of JavaScript that exports interfaces, each an object of functions (and classes, for resources). */
export interface NativePart {
  /** By interface, with a version or without; or what makes them of the interfaces that `imports` names (without versions). */
  readonly native: LinkedExports | ((imports: LinkedExports) => LinkedExports);
  /** The interfaces that it needs of the others. */
  readonly imports?: readonly string[];
  /** The interfaces that others may import of it, where `native` is a function: what it gives is only known later. */
  readonly exports?: readonly string[];
}

export type LinkPart = WasmPart | NativePart;

export interface LinkOptions {
  /** What no part exports and the caller gives, by interface. */
  readonly imports?: LinkedExports;
  /** What parts get of WASI, where neither a part nor `imports` gives any of it. */
  readonly wasi?: LinkWasi;
  /** Where transpiled components are kept; the folder of the scheduler's own unless said. `null` keeps none. */
  readonly cacheFolder?: string | null;
}

/** WASI 0.2 for linked parts: clocks, random numbers, what is said here, and nothing else; the rest is there and denied. */
export interface LinkWasi {
  /** The variables that they see; none unless given. */
  readonly environment?: { readonly [name: string]: string };
  /** Takes what they print; nothing is kept of it unless given. */
  readonly write?: (stream: "stdout" | "stderr", bytes: Uint8Array) => void;
}

/**
 * `missing-import`: nobody gives what a part imports. `import-version`: it is given at a version that does not stand for the one
 * asked for. `ambiguous-import`: two parts give it. `import-cycle`: parts need each other. `unusable-component`: the bytes are no
 * component that can be loaded; `cause` says why. `instantiation-failed`: a part's own start failed.
 */
export type LinkErrorCode =
  | "missing-import"
  | "import-version"
  | "ambiguous-import"
  | "import-cycle"
  | "unusable-component"
  | "instantiation-failed";

export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly code: LinkErrorCode;

  constructor(code: LinkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
