/** What the API needs of the daemon. */
import type { JsonObject } from "@scheduler-components/core";
import type { Clock } from "../../engine/clock.ts";
import type { Store } from "../../store/store.ts";
import type { FolderScenario } from "../folder.ts";
import type { CheckedScenario } from "../types.ts";

export interface Api {
  readonly store: Store;
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly state: () => "starting" | "ready" | "stopping";
  readonly scenarios: () => readonly FolderScenario[];
  readonly scenario: (name: string) => FolderScenario | undefined;
  /** When a schedule comes next. */
  readonly next: (scenario: string, schedule: string) => number | undefined;
  readonly check: (bytes: Uint8Array) => Promise<CheckedScenario>;
  /** Gives the run's id. Throws what it is refused for. */
  readonly start: (name: string, inputs: JsonObject, runId: string | undefined) => Promise<string>;
  /** Runs one that has ended again, from a task on where one is named. Gives the new run's id; throws what it is refused for. */
  readonly rerun: (id: string, from: string | undefined, runId: string | undefined) => Promise<string>;
  /** The secrets of hooks, by the scenario that each starts. */
  readonly hooks: ReadonlyMap<string, string>;
  readonly metrics: () => string;
}
