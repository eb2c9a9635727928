import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration, parseSize } from "../../src/index.ts";

test.each([
  ["500ms", 500],
  ["10s", 10_000],
  ["1.5s", 1500],
  ["5m", 300_000],
  ["1h", 3_600_000],
  ["2d", 172_800_000],
  ["0s", 0],
  ["0.1ms", 0.1],
  ["PT1M30S", 90_000],
  ["P1DT2H", 93_600_000],
  ["P2W", 1_209_600_000],
  ["PT0.5S", 500],
  ["PT0,5S", 500],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  "",
  "5",
  "s",
  "-1s",
  "1 s",
  "1S",
  "1h30m",
  "P",
  "PT",
  "P1Y",
  "P1M",
  "1e3s",
  "١s",
  "3651d",
  "9".repeat(400) + "s",
])("%j is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("formatDuration is the inverse of parseDuration", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3650 * 86_400_000 }), (ms) => parseDuration(formatDuration(ms)) === ms),
  );
});

test.each([
  ["512B", 512],
  ["1kB", 1000],
  ["10MB", 10_000_000],
  ["64KiB", 65_536],
  ["1.5GiB", 1_610_612_736],
  ["1TiB", 2 ** 40],
])("%s is %d bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(["", "5", "5 MB", "-1B", "5mb", "99999999TB", "5constructor"])("%j is no size", (text) => {
  expect(parseSize(text)).toBeUndefined();
});
