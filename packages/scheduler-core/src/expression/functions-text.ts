/** Functions on strings. Positions and lengths count code points, as in CEL. */
import { compilePattern } from "../json-schema/pattern.ts";
import type { JsonValue } from "../json/value.ts";
import { Fault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import { indexArgument, listArgument, textArgument, type ExpressionFunction } from "./function.ts";
import { DEFAULT_EXPRESSION_LIMITS } from "./limits.ts";

const SURROGATE = /[\ud800-\udfff]/;

/** Length in code points. */
export function textSize(text: string, frame: Frame): number {
  frame.read(text.length);
  return countPoints(text);
}

function countPoints(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The text from one position to another, in code points. */
function slice(text: string, start: number, end: number | undefined, frame: Frame): string {
  const size = textSize(text, frame);
  const stop = end ?? size;
  if (start < 0 || stop > size || start > stop)
    throw new Fault(`substring(): ${start} to ${stop} is not within a text of ${size}`);
  frame.build(stop - start);
  return size === text.length ? text.slice(start, stop) : Array.from(text).slice(start, stop).join("");
}

/** A position in UTF-16 units as one in code points. */
function toCodePoints(text: string, units: number): number {
  return units < 0 ? units : countPoints(text.slice(0, units));
}

function toUnits(text: string, points: number): number {
  return SURROGATE.test(text) ? Array.from(text).slice(0, points).join("").length : points;
}

function search(name: "contains" | "startsWith" | "endsWith") {
  return (args: readonly JsonValue[], frame: Frame): boolean => {
    const [text, part] = [textArgument(args, 0, name), textArgument(args, 1, name)];
    frame.read(name === "contains" ? text.length + part.length : part.length);
    if (name === "contains") return text.includes(part);
    return name === "startsWith" ? text.startsWith(part) : text.endsWith(part);
  };
}

function find(args: readonly JsonValue[], frame: Frame): number {
  const [text, part] = [textArgument(args, 0, "indexOf"), textArgument(args, 1, "indexOf")];
  const from = indexArgument(args, 2, "indexOf", 0);
  frame.read((text.length + part.length) * 2);
  if (from < 0) throw new Fault(`indexOf(): ${from} is not within the text`);
  return toCodePoints(text, text.indexOf(part, toUnits(text, from)));
}

function findLast(args: readonly JsonValue[], frame: Frame): number {
  const [text, part] = [textArgument(args, 0, "lastIndexOf"), textArgument(args, 1, "lastIndexOf")];
  frame.read((text.length + part.length) * 2);
  return toCodePoints(text, text.lastIndexOf(part));
}

function matches(args: readonly JsonValue[], frame: Frame): boolean {
  const [text, source] = [textArgument(args, 0, "matches"), textArgument(args, 1, "matches")];
  frame.step(64 + source.length);
  const compiled = compilePattern(source, DEFAULT_EXPRESSION_LIMITS.patternLength);
  if (!compiled.ok) throw new Fault(`matches(): ${compiled.message}`);
  // Compiling takes as long as matching a text of some hundred characters.
  if (frame.isNewPattern(source)) frame.step(compiled.pattern.cost(512));
  frame.step(compiled.pattern.cost(text.length));
  return compiled.pattern.test(text);
}

/** ASCII letters only; everything else stays, so the length does too. */
function fold(name: string, from: RegExp, change: (text: string) => string) {
  return (args: readonly JsonValue[], frame: Frame): string => {
    const text = textArgument(args, 0, name);
    frame.read(text.length * 4);
    frame.build(text.length);
    return text.replace(from, change);
  };
}

function trim(args: readonly JsonValue[], frame: Frame): string {
  const text = textArgument(args, 0, "trim");
  frame.read(text.length);
  return text.trim();
}

function split(args: readonly JsonValue[], frame: Frame): readonly string[] {
  const [text, separator] = [textArgument(args, 0, "split"), textArgument(args, 1, "split")];
  const limit = indexArgument(args, 2, "split", -1);
  frame.read((text.length + separator.length) * 2);
  const parts: string[] = [];
  let start = 0;
  if (limit === 0) return parts;
  if (separator === "") {
    // Into code points; a limit leaves the rest in the last.
    frame.build(text.length * 2);
    const points = Array.from(text);
    return limit < 0 || points.length <= limit
      ? points
      : [...points.slice(0, limit - 1), points.slice(limit - 1).join("")];
  }
  while (limit < 0 || parts.length < limit - 1) {
    const at = text.indexOf(separator, start);
    if (at < 0) break;
    frame.build(1 + at - start);
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  frame.build(1 + text.length - start);
  parts.push(text.slice(start));
  return parts;
}

function join(args: readonly JsonValue[], frame: Frame): string {
  const items = listArgument(args, 0, "join");
  const separator = args.length > 1 ? textArgument(args, 1, "join") : "";
  frame.step(items.length);
  for (let index = 0; index < items.length; index += 1)
    frame.build(textArgument(items, index, "join").length + separator.length);
  return (items as readonly string[]).join(separator);
}

function replace(args: readonly JsonValue[], frame: Frame): string {
  const text = textArgument(args, 0, "replace");
  const [old, fresh] = [textArgument(args, 1, "replace"), textArgument(args, 2, "replace")];
  const limit = indexArgument(args, 3, "replace", -1);
  frame.read((text.length + old.length) * 2);
  if (old === "") return insert(text, fresh, limit, frame);
  const parts: string[] = [];
  let start = 0;
  for (let count = 0; limit < 0 || count < limit; count += 1) {
    const at = text.indexOf(old, start);
    if (at < 0) break;
    frame.build(at - start + fresh.length + 1);
    parts.push(text.slice(start, at), fresh);
    start = at + old.length;
  }
  frame.build(text.length - start);
  parts.push(text.slice(start));
  return parts.join("");
}

/** An empty text stands before every character and at the end; never within a surrogate pair. */
function insert(text: string, fresh: string, limit: number, frame: Frame): string {
  let made = "";
  let count = 0;
  for (const character of text) {
    frame.build(1 + fresh.length);
    made += limit < 0 || count < limit ? fresh + character : character;
    count += 1;
  }
  frame.build(fresh.length);
  return limit < 0 || count < limit ? made + fresh : made;
}

export const TEXT_FUNCTIONS: readonly ExpressionFunction[] = [
  {
    name: "contains",
    forms: "method",
    arguments: [2, 2],
    usage: "text.contains(part)",
    does: "Whether the part occurs.",
    run: search("contains"),
  },
  {
    name: "startsWith",
    forms: "method",
    arguments: [2, 2],
    usage: "text.startsWith(part)",
    does: "Whether the text begins so.",
    run: search("startsWith"),
  },
  {
    name: "endsWith",
    forms: "method",
    arguments: [2, 2],
    usage: "text.endsWith(part)",
    does: "Whether the text ends so.",
    run: search("endsWith"),
  },
  {
    name: "matches",
    forms: "both",
    arguments: [2, 2],
    usage: "text.matches(pattern)",
    does: "Whether the pattern (RE2 syntax) occurs anywhere; `^` and `$` hold it to the ends.",
    run: matches,
  },
  {
    name: "indexOf",
    forms: "method",
    arguments: [2, 3],
    usage: "text.indexOf(part, from)",
    does: "The first position of the part, or -1; `from` may be left out.",
    run: find,
  },
  {
    name: "lastIndexOf",
    forms: "method",
    arguments: [2, 2],
    usage: "text.lastIndexOf(part)",
    does: "The last position of the part, or -1.",
    run: findLast,
  },
  {
    name: "substring",
    forms: "method",
    arguments: [2, 3],
    usage: "text.substring(start, end)",
    does: "The text from `start` up to `end`, or to its end.",
    run: (args, frame) =>
      slice(
        textArgument(args, 0, "substring"),
        indexArgument(args, 1, "substring", 0),
        args.length > 2 ? indexArgument(args, 2, "substring", 0) : undefined,
        frame,
      ),
  },
  {
    name: "charAt",
    forms: "method",
    arguments: [2, 2],
    usage: "text.charAt(position)",
    does: "The character there.",
    run: (args, frame) => {
      const position = indexArgument(args, 1, "charAt", 0);
      return slice(textArgument(args, 0, "charAt"), position, position + 1, frame);
    },
  },
  {
    name: "lowerAscii",
    forms: "method",
    arguments: [1, 1],
    usage: "text.lowerAscii()",
    does: "With the letters A to Z made small.",
    run: fold("lowerAscii", /[A-Z]+/g, (text) => text.toLowerCase()),
  },
  {
    name: "upperAscii",
    forms: "method",
    arguments: [1, 1],
    usage: "text.upperAscii()",
    does: "With the letters a to z made capital.",
    run: fold("upperAscii", /[a-z]+/g, (text) => text.toUpperCase()),
  },
  {
    name: "trim",
    forms: "method",
    arguments: [1, 1],
    usage: "text.trim()",
    does: "Without white space at both ends.",
    run: trim,
  },
  {
    name: "split",
    forms: "method",
    arguments: [2, 3],
    usage: "text.split(separator, limit)",
    does: "The parts between separators, at most `limit` of them.",
    run: split,
  },
  {
    name: "join",
    forms: "method",
    arguments: [1, 2],
    usage: "list.join(separator)",
    does: "The strings of a list, one after the other.",
    run: join,
  },
  {
    name: "replace",
    forms: "method",
    arguments: [3, 4],
    usage: "text.replace(old, new, limit)",
    does: "With every `old`, or the first `limit` of them, replaced.",
    run: replace,
  },
];
