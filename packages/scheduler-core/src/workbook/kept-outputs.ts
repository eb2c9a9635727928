import type { Trace } from "./report.ts";

/** What a run may keep of outputs and texts for its report, all together. */
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

  /** Whether so many bytes are kept; if so they are spent. Small things may still fit after a large one did not. */
  keep(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  get spent(): number {
    return this.#limit - this.#left;
  }

  fits(bytes: number): boolean {
    return bytes <= this.#left;
  }

  get cut(): NonNullable<Trace["cut"]> {
    return this.#cut;
  }
}
