import type { Run } from "@scheduler-components/core";
import type { Registry, RunView } from "@scheduler-components/executor";
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
}
