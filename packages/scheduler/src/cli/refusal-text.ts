import type { Refusal } from "../policy/refusal.ts";
import { visible } from "../report/paint.ts";
import { UsageError } from "./failure.ts";

/** A refusal for people: what and why, and the flag that would allow it. */
export function refusalText(word: string, { code, message, allow }: Refusal): string {
  const line = `${word} [${code}]: ${visible(message)}`;
  return allow === undefined ? line : `${line}\n  ${allowText(allow)}`;
}

function allowText(allow: string): string {
  return `to allow it: ${visible(allow)}`;
}

/** The refusal of what the command line itself names. */
export function refusalError({ code, message, allow }: Refusal): UsageError {
  const text = `refused [${code}]: ${message}${/[.!?]$/.test(message) ? "" : "."}`;
  return new UsageError(text, allow === undefined ? {} : { hint: `  ${allowText(allow)}` });
}
