/** Wherever a process is killed, the run that goes on from its journal ends as the one that nobody disturbed. */
import type { JournalEntry } from "@scheduler-components/core";
import { expect, test } from "vitest";
import { essence, resumed, undisturbed, type Process } from "./support/process.ts";
import { RANDOM_RUNS as runs, SEEDS, type RandomRun } from "./support/random-run.ts";

/** The attempts that ended, of those in a journal. */
function endedIn(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const ended = new Set<string>();
  for (const entry of entries) {
    if (!("trace" in entry) || entry.trace === undefined) continue;
    const { task, visit, attempt } = entry.trace;
    ended.add(`${task}/${visit}.${attempt}`);
  }
  return ended;
}

async function checkCut(run: RandomRun, whole: Process, before: Process, commits: number): Promise<Process> {
  const again = await resumed(run, before, commits, whole.store.cutAt(0));
  const where = `seed ${run.seed}, killed after commit ${commits} of ${before.store.commits.length}`;
  expect(essence(again.report), `${where}`).toEqual(essence(whole.report));
  const ended = endedIn(before.store.entriesOf(before.store.commits.slice(0, commits)));
  expect(
    again.world.done.filter(({ name }) => ended.has(name)),
    `${where}: done again`,
  ).toEqual([]);
  for (const { name, key } of again.world.done) expect(key).toBe(`r/${name.slice(0, name.lastIndexOf("."))}`);
  return again;
}

test("the random scenarios are mostly ones that validation accepts, and hold everything that matters", async () => {
  expect(runs.length).toBeGreaterThan(SEEDS / 2);
  const seen = new Set<string>();
  for (const run of runs) {
    const { store } = await undisturbed(run);
    for (const entry of store.entries()) {
      seen.add(entry.type);
      if ("edits" in entry) seen.add("edits");
      if ("exports" in entry) seen.add("exports");
      if ("trace" in entry && entry.trace?.action.endsWith("!compensate") === true) seen.add("compensations");
    }
  }
  const expected = [
    "begun",
    "started",
    "retrying",
    "due",
    "completed",
    "expanded",
    "decided",
    "suspended",
    "signal-received",
  ];
  expect([...seen]).toEqual(
    expect.arrayContaining([
      ...expected,
      "signal-used",
      "interrupted",
      "logged",
      "hidden",
      "edits",
      "exports",
      "compensations",
    ]),
  );
});

test.each(runs)("seed $seed: a run killed after any of its commits ends as if it had not been", async (run) => {
  const whole = await undisturbed(run);
  for (let commits = 0; commits <= whole.store.commits.length; commits++) {
    const again = await checkCut(run, whole, whole, commits);
    // And killed once more, somewhere in what it did after that.
    const later = again.store.commits.length - commits;
    if (later > 1) await checkCut(run, whole, again, commits + 1 + ((run.seed * 7 + commits) % (later - 1)));
  }
});

test("a run that reached its limits is had again with all that was cut, dropped and counted", async () => {
  const limits = { maxKeptBytes: 100, maxHeldBytes: 80, maxTraces: 6, maxLogs: 3, maxSignals: 1 };
  const cut = new Set<string | undefined>();
  for (const run of runs) {
    const whole = await undisturbed(run, limits);
    // Killed after its last commit, before its report was kept.
    const again = await resumed(run, whole, whole.store.commits.length, whole.store.cutAt(0), limits);
    expect(essence(again.report), `seed ${run.seed}`).toEqual(essence(whole.report));
    expect(again.world.done).toEqual([]);
    for (const trace of whole.report.traces) cut.add(trace.cut?.by);
  }
  expect(cut).toContain("max-kept");
});
