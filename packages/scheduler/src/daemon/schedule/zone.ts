/**
 * The clock of a time zone: how far it is ahead of UTC. A wall time is what the clock shows, as the milliseconds at which a clock in UTC
 * shows the same.
 */

const SECOND = 1000;

export interface Zone {
  /** Milliseconds by which the clock is ahead at a time. */
  readonly offset: (time: number) => number;
  /** When the clock is changed, between two times of which its offsets differ: the first moment of the new one. */
  readonly change: (before: number, after: number) => number;
}

/** Throws where there is no such zone. */
export function zoneOf(timezone: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

  function offset(time: number): number {
    const parts: { [type: string]: number } = {};
    for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / SECOND) * SECOND;
  }

  function change(before: number, after: number): number {
    const old = offset(before);
    let first = Math.floor(before / SECOND);
    let last = Math.ceil(after / SECOND);
    while (last - first > 1) {
      const middle = Math.floor((first + last) / 2);
      if (offset(middle * SECOND) === old) first = middle;
      else last = middle;
    }
    return last * SECOND;
  }

  return { offset, change };
}
