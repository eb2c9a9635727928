/** What may come next, as a message names it. */
const EXPECTED = {
  value: "a value",
  "first-item": 'a value or "]"',
  "first-key": 'a key or "}"',
  key: "a key",
  colon: '":"',
  comma: '"," or the end of the list or object',
  nothing: "nothing",
} as const;

type Next = keyof typeof EXPECTED;

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Why a text is not JSON (RFC 8259), and at which character, counted from 1; undefined where it is. The same words whatever
 * engine runs this: what `JSON.parse` says differs from engine to engine.
 */
export function jsonFault(text: string): string | undefined {
  const open: ("]" | "}")[] = [];
  let next: Next = "value";
  let at = 0;
  const afterValue = (): Next => (open.length === 0 ? "nothing" : "comma");
  for (;;) {
    while (" \t\n\r".includes(text[at] ?? "x")) at += 1;
    const unit = text[at];
    if (unit === undefined) return next === "nothing" ? undefined : `it ends where ${EXPECTED[next]} is expected`;
    const valueMayCome = next === "value" || next === "first-item";
    const keyMayCome: boolean = next === "key" || next === "first-key";
    if (unit === '"' && (valueMayCome || keyMayCome)) {
      const end = stringEnd(text, at);
      if (end.fault !== undefined) return end.fault;
      at = end.at;
      next = keyMayCome ? "colon" : afterValue();
    } else if ((unit === "[" || unit === "{") && valueMayCome) {
      open.push(unit === "[" ? "]" : "}");
      next = unit === "[" ? "first-item" : "first-key";
      at += 1;
    } else if (unit === open.at(-1) && (next === "comma" || next === "first-item" || next === "first-key")) {
      open.pop();
      next = afterValue();
      at += 1;
    } else if (unit === ":" && next === "colon") {
      next = "value";
      at += 1;
    } else if (unit === "," && next === "comma") {
      next = open.at(-1) === "]" ? "value" : "key";
      at += 1;
    } else {
      SCALAR.lastIndex = at;
      if (!valueMayCome || !SCALAR.test(text)) return found(text, at, EXPECTED[next]);
      at = SCALAR.lastIndex;
      next = afterValue();
    }
  }
}

function found(text: string, at: number, expected: string): string {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0).toWellFormed();
  return `${JSON.stringify(character)} at character ${at + 1} where ${expected} is expected`;
}

/** Just behind the string that begins at `start`, or what is wrong in it. */
function stringEnd(text: string, start: number): { at: number; fault?: string } {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 34) return { at: at + 1 };
    if (unit < 32) return { at, fault: found(text, at, "an escape") };
    if (unit !== 92) continue;
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) return { at, fault: `no escape at character ${at + 1}` };
    at = ESCAPE.lastIndex - 1;
  }
  return { at: start, fault: `the string at character ${start + 1} does not end` };
}
