import type { JsonValue } from "../json/value.ts";
import { skipString } from "./scan.ts";

/** A piece of a template string; `offset` is where its text begins, in UTF-16 units of the string. */
export interface TemplatePart {
  readonly kind: "text" | "expression";
  readonly text: string;
  readonly offset: number;
}

export type SplitTemplate =
  | { readonly ok: true; readonly parts: readonly TemplatePart[] }
  /** `parts` come before the `{{` at `offset`, which does not end. */
  | { readonly ok: false; readonly parts: readonly TemplatePart[]; readonly message: string; readonly offset: number };

export function hasTemplate(text: string): boolean {
  return text.includes("{{");
}

/** Whether any string in a value holds a template. */
export function holdsTemplate(value: JsonValue): boolean {
  if (typeof value === "string") return hasTemplate(value);
  return typeof value === "object" && value !== null && (Object.values(value) as JsonValue[]).some(holdsTemplate);
}

/** Splits a string into text and expressions. An expression ends at the first `}}` outside its own strings and braces. */
export function splitTemplate(text: string): SplitTemplate {
  const parts: TemplatePart[] = [];
  let position = 0;
  for (;;) {
    const open = text.indexOf("{{", position);
    if (open < 0) break;
    if (open > position) parts.push({ kind: "text", text: text.slice(position, open), offset: position });
    const close = findClose(text, open + 2);
    if (close < 0)
      return { ok: false, parts, message: "a {{ is not closed by }}; {{ '{{' }} writes it as text", offset: open };
    parts.push({ kind: "expression", text: text.slice(open + 2, close), offset: open + 2 });
    position = close + 2;
  }
  if (position < text.length) parts.push({ kind: "text", text: text.slice(position), offset: position });
  return { ok: true, parts };
}

function findClose(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    switch (text[index]) {
      case '"':
      case "'": {
        const end = skipString(text, index);
        if (end < 0) return -1;
        index = end - 1;
        break;
      }
      case "{":
        depth += 1;
        break;
      case "}":
        if (depth > 0) depth -= 1;
        else if (text[index + 1] === "}") return index;
        break;
      default:
        break;
    }
  }
  return -1;
}
