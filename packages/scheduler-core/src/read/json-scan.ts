/**
 * Scans JSON text that `JSON.parse` has accepted: nothing here checks the grammar again, it only finds its way.
 */
import { endOfString } from "../json/scan.ts";

export function skipSpace(text: string, at: number): number {
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit !== 32 && unit !== 10 && unit !== 13 && unit !== 9) return at;
    at += 1;
  }
}

/** How many members the objects of the text have, written twice or not. */
export function countMembers(text: string): number {
  let count = 0;
  const length = text.length;
  for (let at = 0; at < length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 34) at = endOfString(text, at) - 1;
    else if (unit === 58) count += 1;
  }
  return count;
}

/** The offset just behind the value that begins at `start`. */
export function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === 34) return endOfString(text, start);
  if (first !== 123 && first !== 91) {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at += 1;
    return at;
  }
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 34) at = endOfString(text, at) - 1;
    else if (unit === 123 || unit === 91) depth += 1;
    else if ((unit === 125 || unit === 93) && --depth === 0) return at + 1;
  }
  return text.length;
}

export interface Member {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Where the value begins. */
  readonly value: number;
}

/** The members of the object that begins at `start`, in the order written. */
export function* members(text: string, start: number): Generator<Member> {
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === 34) {
    const keyEnd = endOfString(text, at);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    yield { key: JSON.parse(text.slice(at, keyEnd)) as string, keyStart: at, keyEnd, value };
    at = skipSpace(text, endOfValue(text, value));
    if (text.charCodeAt(at) !== 44) return;
    at = skipSpace(text, at + 1);
  }
}

/** Where the items of the list that begins at `start` begin. */
export function* items(text: string, start: number): Generator<number> {
  let at = skipSpace(text, start + 1);
  while (at < text.length && text.charCodeAt(at) !== 93) {
    yield at;
    at = skipSpace(text, endOfValue(text, at));
    if (text.charCodeAt(at) !== 44) return;
    at = skipSpace(text, at + 1);
  }
}
