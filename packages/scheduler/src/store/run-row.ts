import type { JsonObject, RunStatus } from "@scheduler-components/core";
import type { NewRun } from "./store.ts";
import type { Texts } from "./texts.ts";

/** A row of the table `runs`. `text`: the hash of it. */
export interface RunRow {
  readonly no: number;
  readonly id: string;
  readonly scenario: string;
  readonly text: string;
  readonly file: string | null;
  readonly inputs: string;
  readonly status: RunStatus | "running";
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly report: string | null;
  readonly driver: number | null;
  readonly parent: string | null;
}

/** What a run was begun with. */
export function sourceOf({ id, scenario, text, file, inputs, created_at: at, parent }: RunRow, texts: Texts): NewRun {
  return {
    id,
    scenario,
    text: texts.read(text),
    file: file ?? undefined,
    inputs: JSON.parse(inputs) as JsonObject,
    at,
    parent: parent ?? undefined,
  };
}
