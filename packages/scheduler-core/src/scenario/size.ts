const UNITS: { readonly [unit: string]: number } = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `512B`, `64KiB`, `10MB`, fractions such as `1.5GiB`. Whole bytes, rounded up; undefined where it is no size. */
export function parseSize(text: string): number | undefined {
  if (text.length > 64) return undefined;
  const parts = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]+)$/.exec(text);
  const unit = parts?.[2] ?? "";
  if (parts === null || !Object.hasOwn(UNITS, unit)) return undefined;
  const bytes = Math.ceil(Number(parts[1]) * (UNITS[unit] ?? 0));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
