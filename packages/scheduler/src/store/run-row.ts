import type { JsonObject, RunStatus } from "@scheduler-components/core";
import type { NewRun } from "./store.ts";

/** A row of the table `runs`, with its text. */
export interface RunRow {
  readonly no: number;
  readonly id: string;
  readonly scenario: string;
  readonly source: string;
  readonly file: string | null;
  readonly inputs: string;
  readonly status: RunStatus | "running";
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly report: string | null;
  readonly driver: number | null;
}

/** What a run was begun with. */
export function sourceOf({ id, scenario, source: text, file, inputs, created_at: at }: RunRow): NewRun {
  return { id, scenario, text, file: file ?? undefined, inputs: JSON.parse(inputs) as JsonObject, at };
}
