import { jsonFault } from "../json/fault.ts";
import { DEFAULT_JSON_DEPTH } from "../json/measure.ts";
import { nestsDeeper } from "../json/scan.ts";
import type { JsonValue } from "../json/value.ts";
import { countMembers, skipSpace } from "./json-scan.ts";
import { reportDuplicates, reportTooDeep, tooDeep } from "./json-places.ts";
import { jsonLocator } from "./json-locate.ts";
import type { DocumentLimits } from "./limits.ts";
import type { Locator } from "./locate.ts";
import type { ReportText } from "./problem.ts";

export interface ReadResult {
  /** Undefined where the text was refused. */
  readonly value?: JsonValue;
  readonly locator?: Locator;
}

type Path = (string | number)[];

interface Walk {
  readonly limits: DocumentLimits;
  readonly escapes: boolean;
  /** Keys and values met. */
  tokens: number;
  members: number;
  readonly path: Path;
  readonly refuse: (
    code: "nesting-too-deep" | "too-many-tokens" | "number-not-finite" | "encoding" | "forbidden-key",
    message: string,
    key?: boolean,
  ) => void;
}

/** Returns false where going on would break a limit. */
function walk(value: unknown, depth: number, state: Walk): boolean {
  if (++state.tokens > state.limits.maxTokens) {
    state.refuse(
      "too-many-tokens",
      `the document has too many keys and values; the limit maxTokens is ${state.limits.maxTokens}`,
    );
    return false;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) state.refuse("number-not-finite", "the number is too large for a double");
    return true;
  }
  if (typeof value === "string") {
    if (state.escapes && !value.isWellFormed())
      state.refuse("encoding", "the string holds half of a surrogate pair, which is not a character");
    return true;
  }
  if (typeof value !== "object" || value === null) return true;
  if (depth >= state.limits.maxDepth) {
    state.refuse("nesting-too-deep", tooDeep(state.limits));
    return false;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      state.path.push(index);
      const goOn = walk(value[index], depth + 1, state);
      state.path.pop();
      if (!goOn) return false;
    }
    return true;
  }
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  state.members += keys.length;
  state.tokens += keys.length;
  for (const key of keys) {
    state.path.push(key);
    if (key === "__proto__") state.refuse("forbidden-key", "the key __proto__ is not allowed", true);
    else if (state.escapes && !key.isWellFormed())
      state.refuse("encoding", "the key holds half of a surrogate pair, which is not a character", true);
    const goOn = walk(record[key], depth + 1, state);
    state.path.pop();
    if (!goOn) return false;
  }
  return true;
}

/** Reads text that is JSON, many times faster than as YAML; undefined where it is not JSON. */
export function readJson(text: string, limits: DocumentLimits, report: ReportText): ReadResult | undefined {
  if (nestsDeeper(text, Math.max(limits.maxDepth, DEFAULT_JSON_DEPTH))) {
    if (jsonFault(text) !== undefined) return undefined;
    reportTooDeep(text, limits, report);
    return {};
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const locator = jsonLocator(text, skipSpace(text, 0));
  let refused = false;
  const state: Walk = {
    limits,
    escapes: text.includes("\\u"),
    tokens: 0,
    members: 0,
    path: [],
    refuse: (code, message, key = false) => {
      refused = true;
      const { start, end } = locator({ path: state.path, part: key ? "key" : "value" });
      // Of what is too deep or too much, the beginning is enough to show.
      report({ code, message, path: [...state.path], start, end: code === "nesting-too-deep" ? start + 1 : end });
    },
  };
  const whole = walk(value, 0, state);
  // Parsing kept one of two members with the same key, so the text then shows more than the value has.
  if (whole && countMembers(text) !== state.members) {
    refused = true;
    reportDuplicates(text, report);
  }
  return refused && !whole ? {} : { value, locator };
}
