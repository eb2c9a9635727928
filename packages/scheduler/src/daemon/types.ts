/** What the daemon knows of a scenario, and what it asks of the one who understands scenarios and policies. */
import type { Catalogue, Diagnostic, JsonObject, JsonValue, Scenario, ScheduleDef } from "@scheduler-components/core";
import type { SchedulerOptions } from "../engine/types.ts";
import type { Refusal } from "../policy/refusal.ts";

/** What a run is begun with. */
export interface Permitted {
  readonly scenario: Scenario;
  readonly catalogue: Catalogue;
  readonly secrets: { readonly [name: string]: string };
  readonly options: Pick<SchedulerOptions, "components" | "http" | "policy" | "scenarios">;
}

/** A text that was found valid. */
export interface ValidScenario {
  readonly text: string;
  /** Its `name`. */
  readonly title: string;
  readonly description: string | undefined;
  readonly inputs: JsonValue | undefined;
  readonly schedules: readonly ScheduleDef[];
  /** Whether something beside the text, a component's file, is another by now: then it is to be checked again. */
  readonly changed: () => Promise<boolean>;
  /** What the operator's policy makes of it; asked for each run. */
  readonly permit: () => Promise<Permitted | { readonly refused: readonly Refusal[] }>;
}

export interface CheckedScenario {
  readonly ok: boolean;
  readonly callsChecked: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly valid: ValidScenario | undefined;
}

/**
 * Checks a text as if it stood in a file. `posted`: somebody has sent it, and no native component is loaded for it. `kept`: a run was
 * begun with it.
 */
export type Check = (file: string, bytes: Uint8Array, from?: "file" | "posted" | "kept") => Promise<CheckedScenario>;

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Says what happens, as a sentence and its facts. */
export type Say = (level: LogLevel, message: string, facts?: JsonObject) => void;
