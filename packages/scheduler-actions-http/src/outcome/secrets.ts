import type { JsonValue } from "@scheduler-components/executor";
import { secretPartsOf } from "../request/headers.ts";
import type { HttpRequest } from "../request/request.ts";
import type { HttpOutput } from "./judge.ts";
import { headerValues } from "./judge.ts";

/** Values of an output that may be called secret by one path; a path through a huge list stops there. */
const MAX_VALUES = 10_000;

/** Tells the context what of the response must not be printed: `set-cookie`, and what the parameter `redact` names. */
export function redactResponse(request: HttpRequest, output: HttpOutput, context: Redacts): void {
  if (output.headers["set-cookie"] !== undefined) redactHeader("set-cookie", output, context);
  for (const name of request.redactHeaders) redactHeader(name, output, context);
  for (const path of request.redactPaths) for (const value of valuesAt(output, path)) context.redact(value);
}

interface Redacts {
  redact(value: string): void;
}

function redactHeader(name: string, output: HttpOutput, context: Redacts): void {
  for (const value of headerValues(output, name) ?? []) {
    for (const part of secretPartsOf(name, value)) context.redact(part);
  }
}

/** The texts of all values at a path and below it; `*` stands for every key or index. */
function valuesAt(output: JsonValue, path: readonly string[]): readonly string[] {
  let level: JsonValue[] = [output];
  for (const segment of path) {
    const next: JsonValue[] = [];
    for (const value of level) {
      if (typeof value !== "object" || value === null || next.length > MAX_VALUES) continue;
      const holder = value as { readonly [key: string]: JsonValue };
      if (segment === "*") for (const key of Object.keys(holder)) next.push(holder[key] as JsonValue);
      else if (Object.hasOwn(holder, segment)) next.push(holder[segment] as JsonValue);
    }
    level = next;
  }
  const texts: string[] = [];
  while (level.length > 0 && texts.length < MAX_VALUES) {
    const value = level.pop() as JsonValue;
    if (typeof value === "object" && value !== null)
      for (const below of Object.values(value)) level.push(below as JsonValue);
    else if (value !== null && typeof value !== "boolean" && value !== "") texts.push(String(value));
  }
  return texts;
}
