import { createHash } from "node:crypto";
import type { Statements } from "./statements.ts";

/** Texts that are remembered; a run of another is read as it is needed. */
const REMEMBERED = 8;

/** The texts of scenarios, by their hash. Most runs of a process have one of a few: each of those is in memory once, whoever opens a run. */
export class Texts {
  readonly #statements: Statements;
  /** By hash, the one used last at the end. */
  readonly #texts = new Map<string, string>();
  #last: { readonly text: string; readonly hash: string } | undefined;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  hashOf(text: string): string {
    if (this.#last?.text !== text) this.#last = { text, hash: createHash("sha256").update(text).digest("hex") };
    return this.#last.hash;
  }

  read(hash: string): string {
    let text = this.#texts.get(hash);
    if (text === undefined) text = (this.#statements.text.get(hash) as { readonly text: string }).text;
    this.#texts.delete(hash);
    this.#texts.set(hash, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > REMEMBERED && oldest !== undefined) this.#texts.delete(oldest);
    return text;
  }
}
