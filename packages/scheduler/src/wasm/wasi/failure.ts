/**
 * The guest's own error of a `result`. The transpiler's code takes the `payload` of what a function throws as the `err` of its
 * result; any other Error passes through the guest as a trap. A guest that declares the function without a result gets a trap.
 */
export class Failure extends Error {
  override readonly name: string = "WasiFailure";
  readonly payload: unknown;

  constructor(payload: unknown) {
    super(`the guest takes no error from this function: ${JSON.stringify(labelOf(payload))}`);
    this.payload = payload;
  }
}

/** Throws the `err` of a `result`; without a payload that of `result<T>` and `result`. */
export function fail(payload?: unknown): never {
  throw new Failure(payload);
}

function labelOf(payload: unknown): unknown {
  if (typeof payload === "string") return payload;
  return typeof payload === "object" && payload !== null && "tag" in payload ? payload.tag : "error";
}
