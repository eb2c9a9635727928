/** What the test's thread and the thread of the compiled http component say to each other. */
import type { MessagePort } from "node:worker_threads";
import type { WasiHttpRequest, WasiHttpResult } from "../../../packages/scheduler/src/wasm/wasi/ports.ts";

export interface HttpThreadData {
  /** What the transpiler made: its module, and the core modules by file name. */
  readonly source: string;
  readonly modules: ReadonlyMap<string, WebAssembly.Module>;
  /** Counts the results that were sent on `exchanges`. */
  readonly results: SharedArrayBuffer;
  readonly exchanges: MessagePort;
}

/** A call of an export: `[interface, function, argument]`. */
export interface HttpCall {
  readonly id: number;
  readonly of: readonly [holder: string, name: string];
  readonly argument: unknown;
}

export type HttpAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly value: unknown }
  /** What a `result::err` holds, or the text of a trap. */
  | { readonly ok: false; readonly payload: unknown }
);

export type ExchangeQuestion =
  | { readonly ticket: number; readonly request: WasiHttpRequest }
  | { readonly ticket: number; readonly drop: true };

export interface ExchangeResult {
  readonly ticket: number;
  readonly result: WasiHttpResult;
}
