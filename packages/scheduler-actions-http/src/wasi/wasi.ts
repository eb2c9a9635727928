import type * as clock from "../generated/wasi-clocks-monotonic-clock.d.ts";
import type * as handler from "../generated/wasi-http-outgoing-handler.d.ts";
import type * as http from "../generated/wasi-http-types.d.ts";
import type * as io from "../generated/wasi-io-poll.d.ts";

/** What of WASI the component uses; the entry imports it, tests bring their own. */
export interface Wasi {
  readonly http: Pick<typeof http, "Fields" | "OutgoingBody" | "OutgoingRequest" | "RequestOptions" | "httpErrorCode">;
  readonly handle: (typeof handler)["handle"];
  readonly poll: (typeof io)["poll"];
  /** In nanoseconds. */
  readonly clock: Pick<typeof clock, "now" | "subscribeDuration">;
}

/** What a function of WASI gave as its `result::err`; an engine throws it, or an error that has it as its `payload`. */
export function payloadOf(thrown: unknown): unknown {
  return typeof thrown === "object" && thrown !== null && "payload" in thrown ? thrown.payload : thrown;
}

/** By the monotonic clock, in milliseconds. */
export function nowMs(wasi: Pick<Wasi, "clock">): number {
  return Number(wasi.clock.now()) / 1e6;
}
