import type { Report } from "../diagnostics/diagnostic.ts";
import type { JsonValue } from "../json/value.ts";
import { isDuration, LONGEST_DURATION, parseDuration } from "./duration.ts";
import type { RateLimit } from "./options.ts";
import type { RetryPolicy } from "./scenario.ts";
import { parseSize } from "./size.ts";
import { get, takeNumber, takeObject, takeText } from "./take.ts";

type Path = readonly (string | number)[];

/** Milliseconds. Text that is no duration at all is left to the shape; one beyond the longest is reported. */
export function duration(value: JsonValue | undefined, path: Path, report: Report): number | undefined {
  const text = takeText(value);
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined && isDuration(text)) {
    report({
      code: "invalid-duration",
      message: `"${text.slice(0, 40)}" is longer than the longest duration, ${LONGEST_DURATION / 86_400_000}d`,
      at: { path },
    });
  }
  return milliseconds;
}

/** Bytes. */
export function size(value: JsonValue | undefined, path: Path, report: Report): number | undefined {
  const text = takeText(value);
  if (text === undefined) return undefined;
  const bytes = parseSize(text);
  if (bytes === undefined && /^[0-9.]+(?:B|[kKMGT]B|[KMGT]iB)$/.test(text)) {
    report({ code: "invalid-size", message: `"${text.slice(0, 40)}" is too large for a size`, at: { path } });
  }
  return bytes;
}

/** A retry policy laid over the one it starts from, key by key. */
export function normalizeRetry(
  value: JsonValue | undefined,
  base: RetryPolicy,
  path: Path,
  report: Report,
): RetryPolicy {
  if (value === undefined) return base;
  const written = takeObject(value);
  const maxDelay = duration(get(written, "max_delay"), [...path, "max_delay"], report) ?? base.maxDelay;
  const jitter = get(written, "jitter");
  return {
    attempts: takeNumber(get(written, "attempts")) ?? base.attempts,
    delay: duration(get(written, "delay"), [...path, "delay"], report) ?? base.delay,
    factor: takeNumber(get(written, "factor")) ?? base.factor,
    ...(maxDelay === undefined ? {} : { maxDelay }),
    jitter: typeof jitter === "boolean" ? jitter : base.jitter,
  };
}

export function normalizeRateLimit(value: JsonValue | undefined, path: Path, report: Report): RateLimit | undefined {
  const written = takeObject(value);
  const count = takeNumber(get(written, "count"));
  const per = duration(get(written, "per"), [...path, "per"], report);
  return count === undefined || per === undefined ? undefined : { count, per };
}
