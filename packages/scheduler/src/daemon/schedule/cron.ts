/**
 * Cron expressions: croner reads them and knows their times on a clock that is never changed; here they become those of a time zone. The
 * only place that knows the library. (Its own search walks through the seconds of every hour that a clock leaves out: of an expression that
 * names nothing else that took 80 seconds.)
 *
 * 1. Between two changes of its clock a zone is a clock in UTC, some hours ahead.
 * 2. An expression that names one time of day comes once a day: where the clock leaves it out, right after; where it shows it twice, the
 *    first time. Any other comes whenever the clock shows a time that it names.
 * 3. However seldom it comes, a search takes some 20 looks at the clock for each day on which it could, and `HORIZON` bounds those.
 */
import { Cron, CronPattern } from "croner";
import type { CronProblem } from "@scheduler-components/core";
import type { Times } from "./times.ts";
import { zoneOf, type Zone } from "./zone.ts";

const DAY = 86_400_000;
/** Nothing is looked for that comes later than that. A 29 February that is a Sunday comes within 40 years. */
const HORIZON = 100 * 366 * DAY;

const MODE = { mode: "5-or-6-parts" } as const;

interface Wall {
  /** The first wall time that is named after one, or the last before one. */
  readonly near: (wall: number, direction: 1 | -1) => number | undefined;
  /** Whether one time of day is named. */
  readonly fixed: boolean;
}

function parse(cron: string): Wall {
  const parsed = new Cron(cron, { ...MODE, utcOffset: 0, paused: true });
  const { isFixedTime: fixed } = new CronPattern(cron, undefined, MODE);
  return {
    near: (wall, direction) =>
      (direction === 1 ? parsed.nextRun(new Date(wall)) : parsed.previousRuns(1, new Date(wall))[0])?.getTime(),
    fixed,
  };
}

/** The first time after one, or the last before one. */
function nearest({ near, fixed }: Wall, { offset, change }: Zone, time: number, direction: 1 | -1): number | undefined {
  for (let from = time, ahead = offset(time - (direction === 1 ? 0 : 1)); ;) {
    const wall = near(from + ahead, direction);
    if (wall === undefined || Math.abs(from - time) > HORIZON) return undefined;
    const found = wall - ahead;
    const day = from + direction * DAY;
    const to = direction === 1 ? Math.min(found, day) : Math.max(found, day);
    const then = offset(to);
    if (then !== ahead) {
      const at = change(Math.min(from - (direction === 1 ? 0 : 1), to), Math.max(from, to));
      const [before, after] = direction === 1 ? [ahead, offset(at)] : [offset(at - 1), ahead];
      if (fixed && leavesOut(near, at, before, after) && (at - time) * direction > 0) return at;
      // The moment of the change is the later clock's.
      from = direction === 1 ? at - 1 : at;
      ahead = direction === 1 ? after : before;
    } else if (to === found) {
      if (!fixed || !isSecond(offset, found, ahead)) return found;
      from = found;
    } else {
      // On no clock is it sooner than a day before it is on this one.
      const sooner = found - direction * 2 * DAY;
      from = direction === 1 ? Math.max(to, sooner) : Math.min(to, sooner);
      ahead = offset(from - (direction === 1 ? 0 : 1));
    }
  }
}

/** Whether the clock, put forward at a time, leaves out a wall time of that day that is named. */
function leavesOut(near: Wall["near"], at: number, before: number, after: number): boolean {
  const wall = after > before ? near(at + before - 1, 1) : undefined;
  return wall !== undefined && wall < at + after && Math.floor(wall / DAY) === Math.floor((at + after) / DAY);
}

/** Whether the clock has shown the same as at a time already, before it was put back. */
function isSecond(offset: Zone["offset"], time: number, ahead: number): boolean {
  const earlier = offset(time - DAY);
  const first = time + ahead - earlier;
  return first < time && offset(first) === earlier;
}

/** Throws where `cronProblem` would find something. */
export function cronTimes(cron: string, timezone: string): Times {
  const wall = parse(cron);
  const zone = zoneOf(timezone);
  return {
    after: (time) => nearest(wall, zone, time, 1),
    lastBetween: (from, to, most) => {
      const found: number[] = [];
      for (let time: number | undefined = to + 1; found.length < most; found.push(time)) {
        time = nearest(wall, zone, time, -1);
        if (time === undefined || time <= from) break;
      }
      return found.toReversed();
    },
  };
}

/** Why a cron expression, or its time zone, cannot be used; or that it names no time that ever comes. */
export const cronProblem: CronProblem = (cron, timezone) => {
  let zone: Zone;
  try {
    zone = zoneOf(timezone);
  } catch {
    return { key: "timezone", message: `there is no time zone "${timezone.slice(0, 40)}"` };
  }
  try {
    if (nearest(parse(cron), zone, Date.now(), 1) !== undefined) return undefined;
    return { key: "cron", message: `"${cron.slice(0, 60)}" names no time that ever comes` };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Cron\w+: /, "") : String(error);
    return { key: "cron", message: `"${cron.slice(0, 60)}" is not a cron expression: ${why}` };
  }
};
