import type { JsonValue } from "../json/value.ts";
import type { Trace } from "./report.ts";

/** What the traces of a run may keep of outputs, all together. */
export class KeptOutputs {
  #left: number;
  readonly #limit: number;
  /** The same object in every trace that is cut. */
  readonly #cut: NonNullable<Trace["cut"]>;

  constructor(limit: number) {
    this.#left = limit;
    this.#limit = limit;
    this.#cut = Object.freeze({ by: "max-kept", limit: this.#limit });
  }

  /** Whether an output of so many bytes is kept; if so they are spent. Small outputs may still fit after a large one did not. */
  keep(output: JsonValue | undefined, bytes: number): boolean {
    if (output === undefined) return true;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  get cut(): NonNullable<Trace["cut"]> {
    return this.#cut;
  }
}
