/**
 * When a scenario is started by itself. Not part of the understood `Scenario`: a run knows nothing of it, and what starts runs reads it
 * from the document.
 */
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import { parseDuration } from "./duration.ts";
import { get, takeList, takeObject, takeOne, takeText } from "./take.ts";

/** What becomes of times that passed while nobody was there to start a run. */
export type MissedRuns = "skip" | "latest" | "all";

/** What to do at a time at which an earlier run of the schedule has not ended. */
export type OverlappingRuns = "allow" | "skip" | "queue" | "cancel_previous";

/** Times are milliseconds, `at` since the Unix epoch. */
export type ScheduleTimes =
  | { readonly type: "cron"; readonly cron: string; readonly timezone: string }
  | { readonly type: "every"; readonly every: number }
  | { readonly type: "at"; readonly at: number };

export interface ScheduleDef {
  /** Unique among the scenario's schedules: as written, else what says its times. */
  readonly id: string;
  readonly times: ScheduleTimes;
  readonly missed: MissedRuns;
  readonly overlap: OverlappingRuns;
  readonly inputs: JsonObject;
}

/** Milliseconds since the Unix epoch; undefined where the text is no moment, such as the 31st of February. */
export function parseInstant(text: string): number | undefined {
  const day = Number(text.slice(8, 10));
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  const time = Date.parse(text);
  return Number.isNaN(time) || day > lastDay ? undefined : time;
}

/** What is written, one by one: a single schedule is a list of one. */
export function writtenSchedules(document: JsonValue | undefined): readonly JsonValue[] {
  const written = get(takeObject(document), "schedule");
  return isJsonObject(written) ? [written] : takeList(written);
}

/** The understood form of one; undefined where it says no times, or several, or none that there are. */
export function normalizeSchedule(value: JsonValue): ScheduleDef | undefined {
  const written = takeObject(value);
  const [cron, every, at] = ["cron", "every", "at"].map((key) => takeText(get(written, key)));
  const timezone = takeText(get(written, "timezone")) ?? "UTC";
  const all: ScheduleTimes[] = [];
  if (cron !== undefined) all.push({ type: "cron", cron: cron.trim().replace(/\s+/g, " "), timezone });
  const interval = every === undefined ? undefined : parseDuration(every);
  if (interval !== undefined) all.push({ type: "every", every: interval });
  const moment = at === undefined ? undefined : parseInstant(at);
  if (moment !== undefined) all.push({ type: "at", at: moment });
  const [times] = all;
  if (times === undefined || all.length > 1) return undefined;
  return {
    id: takeText(get(written, "id")) ?? timesText(times),
    times,
    missed: takeOne(get(written, "missed"), ["skip", "latest", "all"], "skip"),
    overlap: takeOne(get(written, "overlap"), ["allow", "skip", "queue", "cancel_previous"], "skip"),
    inputs: takeObject(get(written, "inputs")),
  };
}

function timesText(times: ScheduleTimes): string {
  if (times.type === "cron") return `cron ${times.cron} ${times.timezone}`;
  return times.type === "every" ? `every ${times.every}ms` : `at ${new Date(times.at).toISOString()}`;
}
