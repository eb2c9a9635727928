import { LIMITS } from "../options.ts";

/**
 * `Retry-After` (RFC 9110, 10.2.3) in milliseconds from `now` (milliseconds since the Unix epoch): seconds, or a date. Undefined
 * where it is neither, or `now` is NaN for a date; at most a day.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d{1,15}$/.test(text) ? Number(text) * 1000 : httpDateMs(text) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LIMITS.retryAfterMs);
}

/** An HTTP date (RFC 9110, 5.6.7); NaN where it is none. `Date.parse` alone takes nearly everything. */
export function httpDateMs(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text.endsWith("GMT") ? text : `${text} GMT`) : Number.NaN;
}
