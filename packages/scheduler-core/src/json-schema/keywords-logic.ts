/** Keywords that combine schemas. */
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import type { Compiler, Keyword } from "./compiler.ts";
import { describe, either, withArticle } from "./describe.ts";
import type { SchemaIssue } from "./schema.ts";
import type { Check, CheckState } from "./state.ts";

function branches(keyword: string, argument: JsonValue, compiler: Compiler): readonly Check[] | undefined {
  if (!Array.isArray(argument) || argument.length === 0)
    return compiler.problem(`${keyword} must be a list of schemas`);
  return (argument as readonly JsonValue[]).map((item, index) => compiler.sub(item, index));
}

const allOf: Keyword = (argument, _schema, compiler) => {
  const checks = branches("allOf", argument, compiler);
  return (
    checks &&
    ((value, state) => {
      for (const check of checks) check(value, state);
    })
  );
};

const anyOf: Keyword = (argument, _schema, compiler) => {
  const checks = branches("anyOf", argument, compiler);
  if (checks === undefined) return undefined;
  const forms = formsOf(argument);
  return (value, state) => {
    const failures: (readonly SchemaIssue[])[] = [];
    for (const check of checks) {
      const { issues } = state.attempt(check, value);
      if (issues.length === 0) return;
      failures.push(issues);
    }
    reportNone("anyOf", failures, forms, value, state);
  };
};

const oneOf: Keyword = (argument, _schema, compiler) => {
  const checks = branches("oneOf", argument, compiler);
  if (checks === undefined) return undefined;
  const forms = formsOf(argument);
  return (value, state) => {
    const failures: (readonly SchemaIssue[])[] = [];
    let [sure, possible] = [0, 0];
    for (const check of checks) {
      const { issues, undecided } = state.attempt(check, value);
      if (issues.length > 0) failures.push(issues);
      else {
        possible += 1;
        if (!undecided) sure += 1;
      }
    }
    if (possible === 0) reportNone("oneOf", failures, forms, value, state);
    if (sure > 1) state.report("oneOf", `must have exactly one of the allowed forms, and has ${sure}`);
  };
};

/** What the branches ask for, in a few words. */
function formsOf(argument: JsonValue): string | undefined {
  const words: string[] = [];
  for (const branch of argument as readonly JsonValue[]) {
    const word = isJsonObject(branch) ? formOf(branch) : undefined;
    if (word === undefined) return undefined;
    if (!words.includes(word)) words.push(word);
  }
  return words.length > 12 ? undefined : either(words);
}

function formOf(branch: JsonObject): string | undefined {
  if (typeof branch["title"] === "string") return branch["title"];
  if (branch["const"] !== undefined) return describe(branch["const"]);
  if (Array.isArray(branch["enum"])) return either((branch["enum"] as readonly JsonValue[]).map(describe));
  return typeof branch["type"] === "string" ? withArticle(branch["type"]) : undefined;
}

/** When one branch alone is of the value's kind, its own issues say most. */
function reportNone(
  keyword: string,
  failures: readonly (readonly SchemaIssue[])[],
  forms: string | undefined,
  value: JsonValue,
  state: CheckState,
): void {
  const depth = state.path.length;
  const near = failures.filter(
    (issues) =>
      !issues.some((issue) => issue.path.length <= depth && ["type", "const", "enum", "false"].includes(issue.keyword)),
  );
  const [only] = near;
  if (near.length === 1 && only !== undefined)
    for (const issue of only) state.report(issue.keyword, issue.message, issue, issue.path.slice(depth));
  else
    state.report(
      keyword,
      forms === undefined ? "has none of the allowed forms" : `must be ${forms}, not ${describe(value)}`,
    );
}

const not: Keyword = (argument, _schema, compiler) => {
  const check = compiler.compile(argument);
  return (value, state) => {
    const { issues, undecided } = state.attempt(check, value);
    if (issues.length === 0 && !undecided) state.report("not", "has a form that is not allowed");
  };
};

const condition: Keyword = (argument, schema, compiler) => {
  const check = compiler.compile(argument);
  const whenTrue = schema["then"] === undefined ? undefined : compiler.sibling(schema, "then");
  const whenFalse = schema["else"] === undefined ? undefined : compiler.sibling(schema, "else");
  return (value, state) => {
    const { issues, undecided } = state.attempt(check, value);
    if (issues.length > 0) whenFalse?.(value, state);
    else if (!undecided) whenTrue?.(value, state);
  };
};

const compiledOnly: Keyword = (argument, _schema, compiler) => {
  compiler.compile(argument);
  return undefined;
};

const definitions: Keyword = (argument, _schema, compiler) => {
  if (!isJsonObject(argument)) return compiler.problem("definitions must be an object");
  for (const key of Object.keys(argument)) compiler.sub(argument[key], key);
  return undefined;
};

export const LOGIC_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ["$defs", definitions],
  ["definitions", definitions],
  ["$ref", (argument, _schema, compiler) => compiler.reference(argument)],
  ["allOf", allOf],
  ["anyOf", anyOf],
  ["oneOf", oneOf],
  ["not", not],
  ["if", condition],
  ["then", compiledOnly],
  ["else", compiledOnly],
];
