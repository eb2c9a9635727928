import { readComponent } from "../binary/read.ts";
import { startThread } from "./thread.ts";
import type { TranspileRefusal } from "./types.ts";

export type WitResult =
  | { readonly ok: true; readonly wit: string }
  | { readonly ok: false; readonly refusal: TranspileRefusal };

/**
 * The WIT of a component, as text that is safe to print: documentation in it may hold anything, so control characters other than
 * line ends are shown as `\u{..}`. Refusals as of `transpileComponent`. Never rejects.
 */
export async function witOf(bytes: Uint8Array, timeoutMs?: number): Promise<WitResult> {
  const read = readComponent(bytes);
  if (!read.ok) return read;
  const result = await startThread("wit").ask(bytes, timeoutMs);
  if (!result.ok) return result;
  if (result.answer.job !== "wit") {
    return { ok: false, refusal: { code: "component-malformed", message: "The printer answered something else." } };
  }
  return { ok: true, wit: printable(result.answer.wit) };
}

/** Controls, and what changes the direction or the lines of a text. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}
