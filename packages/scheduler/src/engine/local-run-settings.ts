import type { Run } from "@scheduler-components/core";
import type { Registry, RunView } from "@scheduler-components/executor";
import type { RunJournal } from "../store/store.ts";
import type { RunJournalist } from "./journalist.ts";
import type { RunClock } from "./run-clock.ts";
import type { IdleHook } from "./types.ts";

/** What a local run is made of. */
export interface LocalRunSettings {
  readonly run: Run;
  readonly registry: Registry;
  readonly view: RunView;
  readonly journalist: RunJournalist;
  readonly clock: RunClock;
  readonly concurrency: number;
  readonly gracePeriodMs: number;
  readonly random: () => number;
  readonly idle: readonly IdleHook[];
  /** The standard calls that wait are carried out by the engine itself: nobody has put another component in the place of `std`. */
  readonly waits: boolean;
  /** Calls back once all that the run's journal was given is kept; undefined where nobody keeps it. */
  readonly committed: RunJournal["committed"] | undefined;
}
