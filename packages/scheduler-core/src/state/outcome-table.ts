import type { ActionOutcome } from "../outcome/outcome.ts";
import { START_OUTCOME } from "./visits.ts";

/** 0 for none, 1 for a success and nothing else, and from 2 on the outcomes of a table. */
export type OutcomeNumber = number;

const NONE = 0;
const PLAIN = 1;
const FIRST = 2;

/** Numbers outcomes, each once: decisions, queues and loops share those that reached them. */
export class OutcomeTable {
  readonly told: ActionOutcome[] = [];
  readonly #numbers = new Map<ActionOutcome, OutcomeNumber>();

  numberOf(outcome: ActionOutcome | undefined): OutcomeNumber {
    if (outcome === undefined) return NONE;
    const { status, detail, output, error } = outcome;
    if (status === "succeeded" && detail === undefined && output === undefined && error === undefined) return PLAIN;
    let number = this.#numbers.get(outcome);
    if (number === undefined) this.#numbers.set(outcome, (number = FIRST - 1 + this.told.push(outcome)));
    return number;
  }
}

/** By number. */
export function outcomesOf(told: readonly ActionOutcome[]): readonly (ActionOutcome | undefined)[] {
  const outcomes: (ActionOutcome | undefined)[] = [undefined, START_OUTCOME];
  return outcomes.concat(told);
}
