import { applyDefaults } from "../json-schema/defaults.ts";
import { compileSchema } from "../json-schema/compile.ts";
import type { Report } from "../diagnostics/diagnostic.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { readDocument } from "../read/document.ts";
import type { DocumentLimits } from "../read/limits.ts";
import { parseDuration } from "../scenario/duration.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { normalizeSchedule, parseInstant, writtenSchedules, type ScheduleDef } from "../scenario/schedule.ts";
import { get, takeObject, takeText } from "../scenario/take.ts";
import type { Path } from "./context.ts";

/** Why a cron expression or its time zone cannot be used; undefined where it can. Both are a library's and the system's to know. */
export type CronProblem = (
  cron: string,
  timezone: string,
) => { readonly key: "cron" | "timezone"; readonly message: string } | undefined;

/** A daemon must be able to keep up. */
const SHORTEST_INTERVAL_MS = 1000;
/** Of one scenario. */
const MOST_SCHEDULES = 100;

/** The schedules of a document that was found valid; none where it has none. */
export function readSchedules(text: string | Uint8Array, limits?: Partial<DocumentLimits>): readonly ScheduleDef[] {
  return writtenSchedules(readDocument(text, limits).value).flatMap((one) => normalizeSchedule(one) ?? []);
}

/** Each schedule says its times once, they exist, and the inputs of its runs fit. */
export function checkSchedules(
  document: JsonValue,
  scenario: Scenario,
  cronProblem: CronProblem | undefined,
  report: Report,
): void {
  const schedules = writtenSchedules(document);
  const isList = Array.isArray(get(takeObject(document), "schedule"));
  const ids = new Set<string>();
  const refuse = (message: string, path: Path, hint?: string): void =>
    report({ code: "invalid-schedule", message, at: { path }, ...(hint === undefined ? {} : { hint }) });
  if (schedules.length > MOST_SCHEDULES)
    refuse(`a scenario has at most ${MOST_SCHEDULES} schedules; found ${schedules.length}`, ["schedule"]);
  for (const [index, value] of schedules.slice(0, MOST_SCHEDULES).entries()) {
    const path: Path = isList ? ["schedule", index] : ["schedule"];
    const written = takeObject(value);
    const said = ["cron", "every", "at"].filter((key) => get(written, key) !== undefined);
    if (said.length !== 1) {
      const found = said.length === 0 ? "it has none" : `it has ${said.join(" and ")}`;
      refuse(`a schedule must have exactly one of the keys "cron", "every" and "at"; ${found}`, path);
      continue;
    }
    checkTimes(written, path, cronProblem, refuse);
    const schedule = normalizeSchedule(value);
    if (schedule === undefined) continue;
    if (ids.has(schedule.id))
      refuse(`there are two schedules "${schedule.id}"`, path, "give them ids of their own: id: nightly");
    ids.add(schedule.id);
    checkInputs(schedule.inputs, scenario, (message) =>
      refuse(message, get(written, "inputs") === undefined ? path : [...path, "inputs"]),
    );
  }
}

function checkTimes(
  written: JsonObject,
  path: Path,
  cronProblem: CronProblem | undefined,
  refuse: (message: string, path: Path) => void,
): void {
  const [cron, timezone, every, at] = ["cron", "timezone", "every", "at"].map((key) => takeText(get(written, key)));
  if (timezone !== undefined && cron === undefined) refuse('"timezone" goes with "cron"', [...path, "timezone"]);
  const problem = cron === undefined ? undefined : cronProblem?.(cron, timezone ?? "UTC");
  if (problem !== undefined) refuse(problem.message, [...path, problem.key]);
  const interval = every === undefined ? undefined : parseDuration(every);
  if (interval !== undefined && interval < SHORTEST_INTERVAL_MS)
    refuse(`"every" must be at least 1s; found ${every}`, [...path, "every"]);
  if (at !== undefined && /^[0-9]{4}-/.test(at) && parseInstant(at) === undefined)
    refuse(`there is no such moment: "${at.slice(0, 40)}"`, [...path, "at"]);
}

function checkInputs(inputs: JsonObject, scenario: Scenario, refuse: (message: string) => void): void {
  const schema = scenario.inputs as JsonObject | undefined;
  const compiled = schema === undefined ? undefined : compileSchema(schema);
  if (schema === undefined || compiled?.ok !== true) return;
  for (const { path, message } of compiled.checker.check(applyDefaults(schema, inputs)))
    refuse(
      `the inputs of this schedule's runs do not fit${path.length === 0 ? "" : ` at /${path.join("/")}`}: ${message}`,
    );
}
