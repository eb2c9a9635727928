/** Percentiles by nearest rank: the smallest value that at least `percent` per cent of all do not exceed. */
export function percentiles(values: Float64Array, percents: readonly number[]): (number | null)[] {
  if (values.length === 0) return percents.map(() => null);
  const sorted = values.slice().sort();
  return percents.map((percent) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null);
}
