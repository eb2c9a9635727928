import { endOfString } from "../json/scan.ts";
import { endOfValue, items, members, type Member } from "./json-scan.ts";
import type { Locator } from "./locate.ts";

/** The offset in the text of the UTF-16 unit `index` of the string that begins at `start`. */
function unitOffset(text: string, start: number, index: number): number {
  let at = start + 1;
  for (let unit = 0; unit < index && text.charCodeAt(at) !== 34; unit += 1) {
    if (text.charCodeAt(at) !== 92) at += 1;
    else at += text.charCodeAt(at + 1) === 117 ? 6 : 2;
  }
  return at;
}

/** Finds places in JSON text whose value begins at `root`. A container is indexed when it is first asked for. */
export function jsonLocator(text: string, root: number): Locator {
  const objects = new Map<number, Map<string, Member>>();
  const lists = new Map<number, readonly number[]>();
  const membersOf = (start: number): Map<string, Member> => {
    let found = objects.get(start);
    if (found === undefined) {
      found = new Map();
      for (const member of members(text, start)) found.set(member.key, member);
      objects.set(start, found);
    }
    return found;
  };
  const itemsOf = (start: number): readonly number[] => {
    let found = lists.get(start);
    if (found === undefined) lists.set(start, (found = [...items(text, start)]));
    return found;
  };
  return ({ path, part, within }) => {
    let at = root;
    let key: Member | undefined;
    for (const step of path) {
      const unit = text.charCodeAt(at);
      const member: Member | undefined = unit === 123 ? membersOf(at).get(String(step)) : undefined;
      const next = member?.value ?? (unit === 91 && typeof step === "number" ? itemsOf(at)[step] : undefined);
      if (next === undefined) {
        if (key !== undefined) return { start: key.keyStart, end: key.keyEnd };
        return { start: at, end: unit === 123 || unit === 91 ? at + 1 : endOfValue(text, at) };
      }
      key = member;
      at = next;
    }
    if (part === "key" && key !== undefined) return { start: key.keyStart, end: key.keyEnd };
    if (within !== undefined && text.charCodeAt(at) === 34) {
      const start = unitOffset(text, at, within.start);
      return { start, end: Math.max(unitOffset(text, at, within.end), Math.min(start + 1, endOfString(text, at))) };
    }
    return { start: at, end: endOfValue(text, at) };
  };
}
