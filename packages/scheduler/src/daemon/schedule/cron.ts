/** Cron expressions, as croner has them: the only place that knows the library. */
import { Cron } from "croner";
import type { CronProblem } from "@scheduler-components/core";
import type { Times } from "./times.ts";

function parse(cron: string, timezone: string): Cron {
  return new Cron(cron, { timezone, paused: true, mode: "5-or-6-parts" });
}

/** Throws where `cronProblem` would find something. */
export function cronTimes(cron: string, timezone: string): Times {
  const parsed = parse(cron, timezone);
  return {
    after: (time) => parsed.nextRun(new Date(time))?.getTime(),
    lastBetween: (from, to, most) =>
      parsed
        .previousRuns(most, new Date(to + 1))
        .map((run) => run.getTime())
        .filter((time) => time > from && time <= to)
        .toReversed(),
  };
}

/** Why a cron expression, or its time zone, cannot be used; or that it names no time that ever comes. */
export const cronProblem: CronProblem = (cron, timezone) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    return { key: "timezone", message: `there is no time zone "${timezone.slice(0, 40)}"` };
  }
  try {
    if (parse(cron, timezone).nextRun() !== null) return undefined;
    return { key: "cron", message: `"${cron.slice(0, 60)}" names no time that ever comes` };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Cron\w+: /, "") : String(error);
    return { key: "cron", message: `"${cron.slice(0, 60)}" is not a cron expression: ${why}` };
  }
};
