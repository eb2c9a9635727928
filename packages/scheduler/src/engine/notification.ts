/**
 * What the engine tells an observer, in the order it happens. `run --format ndjson` prints these, one a line.
 * Secrets are already redacted; values are shared with the run and never written. `at` is milliseconds since the Unix epoch.
 */
import type { Parent } from "../child/lineage.ts";
import type { EditReport, JsonValue, LogReport, RunReport, Trace } from "@scheduler-components/core";

export type Notification = Told & {
  /** Of which run, where it is one that the observed run began (`scenario.run`), or one below that. */
  readonly run?: string;
};

type Told =
  /** Components are initialised next. `tasks` is how many the scenario starts with. */
  | {
      readonly type: "run-started";
      readonly at: number;
      readonly run: string;
      readonly scenario: string;
      readonly tasks: number;
      /** The attempt that began it, where one did. */
      readonly parent?: Parent;
    }
  | {
      readonly type: "attempt-started";
      readonly at: number;
      readonly task: string;
      readonly visit: number;
      readonly attempt: number;
      readonly action: string;
      readonly call: string;
      readonly lane: number;
    }
  /** Every attempt that started ends with exactly one of these, and so does one whose parameters could not be made. */
  | { readonly type: "attempt-ended"; readonly at: number; readonly trace: Trace }
  /** `attempt` is the one to come. */
  | {
      readonly type: "retry-scheduled";
      readonly at: number;
      readonly task: string;
      readonly visit: number;
      readonly attempt: number;
      readonly delayMs: number;
    }
  | {
      readonly type: "export-set";
      readonly at: number;
      readonly task: string;
      readonly name: string;
      readonly value: JsonValue;
    }
  | { readonly type: "edit"; readonly at: number; readonly edit: EditReport }
  | { readonly type: "log"; readonly at: number; readonly entry: LogReport }
  /** Nothing new starts from here on, but what undoes what succeeded. */
  | { readonly type: "run-stopping"; readonly at: number; readonly code: string; readonly message: string }
  /** Always the last of its run. All of the report but its traces, which came before. */
  | { readonly type: "run-ended"; readonly at: number; readonly report: Omit<RunReport, "traces"> };

/** Called synchronously. What it throws is dropped: an observer never hurts a run. */
export type Observer = (notification: Notification) => void;
