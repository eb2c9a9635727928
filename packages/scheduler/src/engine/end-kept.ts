/** Ends runs of a store without carrying anything out: neither their components nor their secrets are needed for it. */
import { beginRun, checkScenario, createRun, interruptRun, replay, reportRun } from "@scheduler-components/core";
import { createRegistry } from "@scheduler-components/executor";
import { StoreError, type Store } from "../store/store.ts";
import { RunJournalist } from "./journalist.ts";
import { LocalRun } from "./local-run.ts";
import type { RunClock } from "./run-clock.ts";
import { createRunView } from "./view.ts";
import { Watchers } from "./watchers.ts";

/**
 * Takes a run that no process drives, has it cancelled, and keeps how it ended. False, and nothing is done, where it may have something to
 * undo (`compensate`): that has to be carried out. Throws `StoreError` where there is no such run, or it has ended or is driven.
 */
export async function endKept(store: Store, id: string, reason: string, clock: RunClock): Promise<boolean> {
  const { text, inputs } = store.source(id);
  const { scenario } = checkScenario(text);
  if (scenario?.actions.some(({ compensate }) => compensate !== undefined) === true) return false;
  const { journal } = store.open(id);
  try {
    const secrets = Object.fromEntries((scenario?.secrets ?? []).map((name) => [name, ""]));
    const created = scenario === undefined ? undefined : createRun(scenario, { runId: id, inputs, secrets });
    if (created?.ok !== true)
      throw new StoreError("store-failed", `The run ${id} was begun by another version, and cannot be understood.`);
    const { run } = created;
    // What readers are shown: what is hidden there stays hidden in the report, though nobody has the secrets here.
    for (const entry of store.events(id)) replay(run, entry);
    run.journal = (entry) => journal.append(entry, run.redactor);
    const now = (): number => clock.now();
    const journalist = new RunJournalist(run, new Watchers([]), now);
    journalist.keep(run.journal);
    if (run.state.phase === "created") beginRun(run, now());
    interruptRun(run, reason, now());
    const local = new LocalRun({
      run,
      registry: createRegistry({}),
      journalist,
      clock,
      view: createRunView(run, journalist, now),
      concurrency: 1,
      gracePeriodMs: 0,
      random: Math.random,
      idle: [],
      waits: true,
      committed: journal.committed.bind(journal),
    });
    await local.toEnd();
    await journal.end(reportRun(run, now()), now());
    return true;
  } catch (error) {
    await journal.release();
    throw error;
  }
}

/** The same for all that a run began, as far as nothing has to be undone and nobody drives it. */
export async function endKeptBelow(store: Store, parent: string, reason: string, clock: RunClock): Promise<void> {
  for (const { id, held } of store.runs({ parent, status: ["running"], limit: Number.MAX_SAFE_INTEGER })) {
    if (!held && (await endKept(store, id, reason, clock))) await endKeptBelow(store, id, reason, clock);
  }
}
