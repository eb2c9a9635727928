/**
 * Where the characters of a decoded YAML scalar stand in the text: expressions inside quoted, folded and literal scalars
 * are reported on their own line and column.
 */
export interface ScalarText {
  /** The decoded string. */
  readonly value: string;
  /** Where the scalar's text begins, quotes or block indicator included. */
  readonly start: number;
  /** Just behind it. */
  readonly end: number;
  readonly style: "plain" | "single" | "double" | "block";
}

/** What one character of a double-quoted escape takes in the text, by the character behind the backslash. */
const ESCAPE_LENGTH: { readonly [unit: string]: number } = { x: 4, u: 6, U: 10 };

interface Cursor {
  readonly text: string;
  readonly value: string;
  readonly end: number;
  /** Offset in the text. */
  at: number;
  /** Offsets in the text by offset in the value. */
  readonly map: number[];
}

function put(cursor: Cursor, count: number, length: number): void {
  for (let unit = 0; unit < count; unit += 1) cursor.map.push(cursor.at);
  cursor.at += length;
}

/** A run of white space with a line break in it; what it became is read from the value. */
function fold(cursor: Cursor): boolean {
  const run = /[ \t]*(?:\r?\n[ \t]*)+/y;
  run.lastIndex = cursor.at;
  const found = run.exec(cursor.text)?.[0];
  if (found === undefined || cursor.at + found.length > cursor.end) return false;
  let breaks = 0;
  for (const unit of found) if (unit === "\n") breaks += 1;
  put(cursor, breaks === 1 ? 1 : breaks - 1, found.length);
  return true;
}

function flow(cursor: Cursor, style: ScalarText["style"]): void {
  const { text } = cursor;
  while (cursor.at < cursor.end) {
    const unit = text[cursor.at] ?? "";
    if (/\s/.test(unit) && fold(cursor)) continue;
    if (style === "single" && unit === "'") put(cursor, 1, 2);
    else if (style === "double" && unit === "\\") {
      const next = text[cursor.at + 1] ?? "";
      const joined = /\\\r?\n[ \t]*(?:\r?\n[ \t]*)*/y;
      joined.lastIndex = cursor.at;
      const length = joined.exec(text)?.[0].length;
      if (length !== undefined) cursor.at += length;
      else if (next === "U") put(cursor, parseInt(text.slice(cursor.at + 2, cursor.at + 10), 16) > 0xffff ? 2 : 1, 10);
      else put(cursor, 1, ESCAPE_LENGTH[next] ?? 2);
    } else put(cursor, 1, 1);
  }
}

/** Without an indicator the first line that is not blank shows how far the scalar is indented. */
function detectedIndent(text: string, at: number): number {
  const first = /(?:[ ]*\r?\n)*([ ]*)/y;
  first.lastIndex = at;
  return first.exec(text)?.[1]?.length ?? 0;
}

/** The indicator counts from the parent's indentation; what the first line keeps of its spaces tells the same. */
function explicitIndent(text: string, at: number, value: string): number {
  const kept = value.split("\n");
  const index = Math.max(
    0,
    kept.findIndex((line) => line !== ""),
  );
  let start = at;
  for (let line = 0; line < index; line += 1) start = text.indexOf("\n", start) + 1;
  const spaces = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;
  return spaces(text.slice(start, start + 1024)) - spaces(kept[index] ?? "");
}

function block(cursor: Cursor): void {
  const { text, value } = cursor;
  const folded = text[cursor.at] === ">";
  const headerEnd = text.indexOf("\n", cursor.at);
  if (headerEnd < 0) return;
  const explicit = /\d/.exec(text.slice(cursor.at, headerEnd).replace(/#.*/, ""))?.[0];
  cursor.at = headerEnd + 1;
  const indent = explicit === undefined ? detectedIndent(text, cursor.at) : explicitIndent(text, cursor.at, value);
  while (cursor.at < cursor.end) {
    for (let column = 0; column < indent && text[cursor.at] === " "; column += 1) cursor.at += 1;
    while (cursor.at < cursor.end && text[cursor.at] !== "\n") {
      if (text[cursor.at] === "\r" && text[cursor.at + 1] === "\n") cursor.at += 1;
      else put(cursor, 1, 1);
    }
    const became = value[cursor.map.length];
    if (!folded || became === " ") put(cursor, 1, 1);
    else {
      // Folding drops the first break of a run of blank lines, and keeps every break around indented lines.
      const blank = /\n(?:[ ]*\r?\n)+/y;
      blank.lastIndex = cursor.at;
      const run = blank.exec(text)?.[0];
      let kept = 0;
      while (value[cursor.map.length + kept] === "\n") kept += 1;
      const breaks = run === undefined ? 1 : run.split("\n").length - 1;
      put(cursor, Math.min(kept, breaks), run?.length ?? 1);
    }
  }
}

/** The offset in the text of every UTF-16 unit of the value, and of its end; undefined where they do not line up. */
export function mapScalar(text: string, scalar: ScalarText): readonly number[] | undefined {
  const quoted = scalar.style === "single" || scalar.style === "double";
  const cursor: Cursor = {
    text,
    value: scalar.value,
    at: scalar.start + (quoted ? 1 : 0),
    end: scalar.end - (quoted ? 1 : 0),
    map: [],
  };
  if (scalar.style === "block") block(cursor);
  else flow(cursor, scalar.style);
  if (cursor.map.length < scalar.value.length) return undefined;
  cursor.map.length = scalar.value.length;
  cursor.map.push(scalar.style === "block" ? (cursor.map.at(-1) ?? cursor.at - 1) + 1 : cursor.at);
  return cursor.map;
}
