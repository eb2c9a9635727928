import { join } from "node:path";
import { runForJson } from "../harness/child.ts";
import { median } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const RUNS = 1_000;
const TASKS = 1_000;
/** Of each run, those that are due at once. */
const DUE = 10;
const ROUNDS = 3;

const file = join(import.meta.dirname, "../processes/timers.ts");

/**
 * Runs of one text, side by side, nothing kept: every task of every run sleeps, by the engine's clock port. Memory is the resident set of the
 * process once all sleep and what could be collected was; the time is from the moment at which some of each run are due until the last of
 * those has ended, and been told to an observer.
 */
export async function measure(): Promise<Measurement[]> {
  const rounds: { readonly ms: number; readonly bytes: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push(await runForJson(file, [RUNS, TASKS, DUE].map(String), ["--expose-gc"]));
  const note = `${RUNS} runs of ${TASKS} tasks asleep, ${RUNS * DUE} of them due at once`;
  return [
    { name: "timers", ours: median(rounds.map(({ ms }) => ms)), note },
    { name: "timers-memory", ours: median(rounds.map(({ bytes }) => bytes)), note },
  ];
}
