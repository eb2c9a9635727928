/** A run that is had from a snapshot and what came after it is the run that is had from all that came. */
import {
  checkScenario,
  createRun,
  Planner,
  recall,
  replay,
  reportRun,
  restore,
  takeSnapshot,
  type JournalEntry,
  type Run,
  type RunLimits,
  type Scenario,
} from "@scheduler-components/core";
import { describe, expect, test } from "vitest";
import { dumpRun } from "./support/dump.ts";
import { undisturbed } from "./support/process.ts";
import { RANDOM_RUNS as runs } from "./support/random-run.ts";

const shared = new Map<string, { readonly scenario: Scenario; readonly planner: Planner }>();

/** Runs of one text share what a scheduler's do: what one makes of its graph is no other's. */
function created(text: string, limits: Partial<RunLimits> = {}): Run {
  let known = shared.get(text);
  if (known === undefined) {
    const { scenario } = checkScenario(text);
    if (scenario === undefined) throw new Error("The scenario is not valid.");
    shared.set(text, (known = { scenario, planner: new Planner(undefined) }));
  }
  const made = createRun(known.scenario, { runId: "r", limits, planner: known.planner });
  if (!made.ok) throw new Error("The run was refused.");
  return made.run;
}

function folded(run: Run, entries: readonly JournalEntry[]): Run {
  for (const entry of entries) replay(run, entry);
  return run;
}

/** As a store has it: text. */
function restored(text: string, snapshot: unknown, limits?: Partial<RunLimits>): Run {
  const run = created(text, limits);
  expect(restore(run, JSON.parse(JSON.stringify(snapshot)))).toBe(true);
  return run;
}

describe.each([
  ["the default limits", {}],
  ["limits that are reached", { maxKeptBytes: 300, maxHeldBytes: 80, maxTraces: 6, maxLogs: 3, maxSignals: 1 }],
])("under %s", (_name, limits) => {
  test.each(runs)("seed $seed: at every entry of a journal", async (random) => {
    const { store } = await undisturbed(random, limits);
    const entries = store.entries();
    const whole = folded(created(random.text, limits), entries);
    const dumped = dumpRun(whole);
    const report: unknown = JSON.parse(JSON.stringify(reportRun(whole, 1e15)));
    for (let at = 0; at <= entries.length; at++) {
      const where = `seed ${random.seed}, after entry ${at} of ${entries.length}`;
      const before = folded(created(random.text, limits), entries.slice(0, at));
      const run = restored(random.text, takeSnapshot(before), limits);
      expect(dumpRun(run), `${where}`).toEqual(dumpRun(before));
      // And once more, somewhere in what follows: a snapshot of a run that was had from one.
      const later = at + ((random.seed + at) % (entries.length - at + 1));
      folded(run, entries.slice(at, later));
      const again = restored(random.text, takeSnapshot(run), limits);
      expect(again.traces.length + again.edits.length + again.logs.length).toBe(0);
      folded(again, entries.slice(later));
      expect(dumpRun(again), `${where}`).toEqual(dumped);
      recall(again, entries.slice(0, later));
      expect(JSON.parse(JSON.stringify(reportRun(again, 1e15))), `${where}`).toEqual(report);
    }
  });
});
