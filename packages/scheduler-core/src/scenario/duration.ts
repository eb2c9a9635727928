const UNITS: { readonly [unit: string]: number } = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** No time of a run is longer: ten years. Beyond it a duration is a mistake. */
export const LONGEST_DURATION: number = 3650 * 86_400_000;

const ISO =
  /^P(?=[0-9T])(?:([0-9]+)W|(?:([0-9]+)D)?(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.,][0-9]+)?)S)?)?)$/;

const SHORT = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/;

/** Whether the text has the form of a duration, however long. */
export function isDuration(text: string): boolean {
  return SHORT.test(text) || ISO.test(text);
}

/**
 * `500ms`, `10s`, `5m`, `1h`, `2d`, fractions such as `1.5s`, or ISO 8601 with weeks, or with days and times (years and months
 * have no fixed length). Milliseconds; undefined where it is none of these or longer than `LONGEST_DURATION`.
 */
export function parseDuration(text: string): number | undefined {
  const short = SHORT.exec(text);
  let milliseconds: number;
  if (short !== null) milliseconds = Number(short[1]) * (UNITS[short[2] ?? ""] ?? Number.NaN);
  else {
    const parts = ISO.exec(text);
    if (parts === null) return undefined;
    milliseconds = ["w", "d", "h", "m", "s"].reduce(
      (sum, unit, index) => sum + Number((parts[index + 1] ?? "0").replace(",", ".")) * (UNITS[unit] ?? 0),
      0,
    );
  }
  // A thousandth of a millisecond is finer than any clock here; this takes away what binary fractions add.
  milliseconds = Math.round(milliseconds * 1000) / 1000;
  return milliseconds <= LONGEST_DURATION ? milliseconds : undefined;
}

/** The shortest form of a duration in whole units; the inverse of `parseDuration`. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = UNITS[unit] ?? 1;
    if (milliseconds >= size && milliseconds % size === 0) return `${milliseconds / size}${unit}`;
  }
  return `${milliseconds}ms`;
}
