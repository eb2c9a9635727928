import type { HttpOptions, HttpPolicy } from "@scheduler-components/actions-http";
import type {
  Catalogue,
  ComponentDef,
  JsonObject,
  JsonValue,
  RunLimits,
  RunReport,
  Scenario,
} from "@scheduler-components/core";
import type { ComponentSource } from "@scheduler-components/executor";
import type { ScenarioSource } from "../child/source.ts";
import type { Clock } from "./clock.ts";
import type { Store } from "../store/store.ts";
import type { Notification, Observer } from "./notification.ts";

export interface SchedulerOptions {
  /**
   * By id, beside the built-in `std` and `http`; one of these ids replaces the built-in. A factory is called once a run, so that
   * runs share nothing. An object is initialised and released by every run: give a factory where runs overlap.
   */
  readonly components?: { readonly [id: string]: ComponentSource };
  /** Gives the components that a scenario names itself and `components` does not hold; without it such a run is refused. */
  readonly load?: (component: ComponentDef) => ComponentSource | Promise<ComponentSource>;
  /** What the operator grants. */
  readonly policy?: SchedulerPolicy;
  /** What the built-in `http` is made with beside its policy (proxy, certificates …). */
  readonly http?: Omit<HttpOptions, "policy">;
  /** Attempts in flight at once. Default 16. */
  readonly concurrency?: number;
  /** How long an attempt that was cancelled or timed out keeps its slot. Default 10 000 ms. */
  readonly gracePeriodMs?: number;
  /** Ends every run: nothing new starts, what is in flight is cancelled, components are released. */
  readonly signal?: AbortSignal;
  readonly observe?: Observer;
  readonly limits?: Partial<RunLimits>;
  readonly clock?: Clock;
  /** Between 0 (included) and 1, for jitter and run ids. Default `Math.random`. */
  readonly random?: () => number;
  /** Where runs are kept, so that they outlive this process. Without it a run is in memory alone. */
  readonly store?: Store;
  /** Where `scenario.run` finds scenarios; by default in the folder of the `file` of the run that names them. */
  readonly scenarios?: ScenarioSource;
  /** Lane 63's hooks: called, one after another, when nothing is ready though the run goes on. What they throw is logged. */
  readonly idle?: readonly IdleHook[];
}

export interface SchedulerPolicy {
  /** Which origins and addresses the built-in `http` may reach; its own default refuses link-local and metadata addresses. */
  readonly http?: HttpPolicy;
}

/** Called when the run has nothing to start. Gives whether there is more to do, so that it is called again. */
export type IdleHook = () => boolean;

export interface RunOptions {
  /** Checked against the scenario's `inputs`; its defaults apply. */
  readonly inputs?: JsonObject;
  /** Values of the secrets that the scenario declares, and those that it runs. Redacted wherever they would appear. */
  readonly secrets?: { readonly [name: string]: string };
  /** Default: a random one. */
  readonly runId?: string;
  /** The text of a scenario that is given in its understood form; a store keeps it, and needs it. */
  readonly text?: string;
  /** The file of the text; a store keeps its name, and `scenario.run` looks for scenarios beside it. */
  readonly file?: string;
  /** The manifests, where the caller has them already and has checked the scenario against them. */
  readonly catalogue?: Catalogue;
  /** In addition to the scheduler's. */
  readonly signal?: AbortSignal;
  /** In addition to the scheduler's. */
  readonly observe?: Observer;
}

/** Inputs and text are the store's. Secrets are not kept: they are given again. */
export type ResumeOptions = Omit<RunOptions, "inputs" | "runId" | "text" | "file">;

/** `runId`: that of the new run; default: a random one. */
export type RerunOptions = ResumeOptions & { readonly from?: string; readonly runId?: string };

/** A run under way. */
export interface RunHandle {
  readonly runId: string;
  /**
   * The notifications from the moment its iterator is made; all of them when that is in the same tick as `start`. Nothing is
   * dropped and the run never waits for its reader: what is not read yet is kept, without a bound, until the reader leaves.
   * Where the run could not begin, reading throws what `result` rejects with.
   */
  readonly notifications: AsyncIterable<Notification>;
  /** Rejects as `run` does. A run that failed is a report too: nothing that a component does rejects it. */
  readonly result: Promise<RunReport>;
  /** Ends the run as an interrupt does. `reason` is put into the report. */
  readonly cancel: (reason?: string) => void;
  /**
   * Leaves a run that a store keeps: nothing new starts, what is in flight may finish within the grace period, and `result` rejects with
   * `RunLeftError`. It goes on where it was when it is resumed. A run that nothing keeps is cancelled.
   */
  readonly leave: () => void;
  /** Gives a signal to whoever waits for it, by `std.wait_signal` or `std.approve`, or keeps it until somebody does. */
  readonly signal: (name: string, data?: JsonValue) => void;
}

export interface Scheduler {
  /**
   * Runs a scenario (its YAML or JSON text, or its understood form) to its end.
   * Rejects before anything runs with `ScenarioInvalidError` (its diagnostics), `RunRefusedError` (inputs, secrets),
   * `ComponentUnavailableError` or `SchedulerClosedError`; and, with a store, with `StoreError`, or `RunLeftError` once it was left.
   */
  readonly run: (scenario: string | Scenario, options?: RunOptions) => Promise<RunReport>;
  /**
   * Goes on with a run of the store that has not ended: what was completed is not done again, what was under way is carried out once more.
   * Rejects as `run` does, and with `StoreError` where the run is unknown, over, or driven by another process.
   */
  readonly resume: (runId: string, options?: ResumeOptions) => RunHandle;
  /**
   * Runs again what a run of the store was begun with, as a new run; `from`: takes over what the earlier one had done before this task
   * and beside it, so that only the task and what follows from it run again. Rejects as `run` does, and with `StoreError`.
   */
  readonly rerun: (runId: string, options?: RerunOptions) => RunHandle;
  /** As `run`, but gives the run to watch and to cancel. Nothing happens before the current tick has ended. */
  readonly start: (scenario: string | Scenario, options?: RunOptions) => RunHandle;
  /** The manifests of the components at a scenario's hand. They are made and asked, not initialised. */
  readonly catalogue: (scenario: Scenario) => Promise<Catalogue>;
  /** Cancels what runs, leaves what a store keeps, and waits for both. Starting a run afterwards is refused. */
  readonly close: () => Promise<void>;
}
