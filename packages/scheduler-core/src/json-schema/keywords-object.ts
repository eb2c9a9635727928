/** Keywords about objects. */
import { closest } from "../json/closest.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import type { Compiler, Keyword } from "./compiler.ts";
import { countOf } from "./keywords-value.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import type { Check, CheckState } from "./state.ts";

const properties: Keyword = (argument, _schema, compiler) => {
  if (!isJsonObject(argument)) return compiler.problem("properties must be an object");
  const checks = Object.keys(argument).map((key) => [key, compiler.sub(argument[key], key)] as const);
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const [key, check] of checks) if (Object.hasOwn(value, key)) state.below(key, check, value[key] as JsonValue);
  };
};

function patternsOf(
  argument: JsonValue | undefined,
  compiler: Compiler,
  quiet: boolean = false,
): readonly (readonly [string, Pattern])[] {
  if (!isJsonObject(argument)) return [];
  const patterns: (readonly [string, Pattern])[] = [];
  for (const source of Object.keys(argument)) {
    const compiled = compilePattern(source, compiler.limits.patternLength);
    if (compiled.ok) patterns.push([source, compiled.pattern]);
    else if (!quiet) compiler.problem(`the pattern ${source} is not valid: ${compiled.message}`);
  }
  return patterns;
}

function fitsPattern(pattern: Pattern, key: string, state: CheckState): boolean {
  state.step(1 + pattern.cost(key.length));
  return pattern.test(key);
}

const patternProperties: Keyword = (argument, _schema, compiler) => {
  if (!isJsonObject(argument)) return compiler.problem("patternProperties must be an object");
  const checks = patternsOf(argument, compiler).map(
    ([source, pattern]) => [pattern, compiler.sub(argument[source], source)] as const,
  );
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value)) {
      for (const [pattern, check] of checks)
        if (fitsPattern(pattern, key, state)) state.below(key, check, value[key] as JsonValue);
    }
  };
};

function stringsOf(argument: JsonValue | undefined): readonly string[] | undefined {
  return Array.isArray(argument) && argument.every((item) => typeof item === "string")
    ? (argument as readonly string[])
    : undefined;
}

const NO_KEYS: readonly string[] = [];

/** Keys that neither `properties` nor `patternProperties` of the same schema speak of. */
function otherKeys(
  schema: JsonObject,
  compiler: Compiler,
): (value: JsonObject, state: CheckState) => readonly string[] {
  const named = new Set(isJsonObject(schema["properties"]) ? Object.keys(schema["properties"]) : []);
  const patterns = patternsOf(schema["patternProperties"], compiler, true).map(([, pattern]) => pattern);
  return (value, state) => {
    const keys = Object.keys(value);
    state.step(keys.length >> 2);
    // Most values have none, and get no list made.
    let others: string[] | undefined;
    for (const key of keys) {
      if (named.has(key) || patterns.some((pattern) => fitsPattern(pattern, key, state))) continue;
      (others ??= []).push(key);
    }
    return others ?? NO_KEYS;
  };
}

const additionalProperties: Keyword = (argument, schema, compiler) => {
  const others = otherKeys(schema, compiler);
  const names = isJsonObject(schema["properties"]) ? Object.keys(schema["properties"]) : [];
  if (argument === false) {
    return (value, state) => {
      if (!isJsonObject(value)) return;
      const unknown = others(value, state);
      if (unknown.length === 0) return;
      const free = names.filter((name) => !Object.hasOwn(value, name));
      for (const key of unknown) {
        state.step(1);
        const meant = state.mayCompare(free.length) ? closest(key, free) : undefined;
        const hint = meant === undefined ? allowed(names) : `did you mean "${meant}"?`;
        state.report("additionalProperties", `unknown key "${key}"`, { part: "key", hint }, [key]);
      }
    };
  }
  const check = compiler.compile(argument);
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const key of others(value, state)) state.below(key, check, value[key] as JsonValue);
  };
};

function allowed(names: readonly string[]): string | undefined {
  if (names.length === 0) return "no key is allowed here";
  return names.length > 12 ? undefined : `allowed: ${names.join(", ")}`;
}

/** Unknown keys of one object that are compared with the missing ones. */
const MOST_STRANGE = 32;

/** A missing key is not reported beside an unknown one that was most likely meant to be it. */
const required: Keyword = (argument, schema, compiler) => {
  const keys = stringsOf(argument);
  if (keys === undefined) return compiler.problem("required must be a list of keys");
  const others = schema["additionalProperties"] === false ? otherKeys(schema, compiler) : () => [];
  return (value, state) => {
    if (!isJsonObject(value)) return;
    state.step(keys.length >> 2);
    const missing = keys.filter((key) => !Object.hasOwn(value, key));
    if (missing.length === 0) return;
    const unknown = others(value, state).slice(0, MOST_STRANGE);
    const meant = new Set(unknown.map((key) => (state.mayCompare(missing.length) ? closest(key, missing) : undefined)));
    for (const key of missing) if (!meant.has(key)) state.report("required", `the key "${key}" is missing`);
  };
};

const propertyNames: Keyword = (argument, _schema, compiler) => {
  const check = compiler.compile(argument);
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value)) {
      const [issue] = state.attempt(check, key).issues;
      if (issue !== undefined) state.report("propertyNames", `the key ${issue.message}`, { part: "key" }, [key]);
    }
  };
};

function countBound(keyword: "minProperties" | "maxProperties"): Keyword {
  return (argument, _schema, compiler) => {
    const limit = countOf(keyword, argument, compiler);
    if (limit === undefined) return undefined;
    return (value, state) => {
      if (!isJsonObject(value)) return;
      const count = Object.keys(value).length;
      if (keyword === "minProperties" && count < limit)
        state.report(keyword, `must have at least ${limit} keys, not ${count}`);
      if (keyword === "maxProperties" && count > limit)
        state.report(keyword, `must have at most ${limit} keys, not ${count}`);
    };
  };
}

const dependentRequired: Keyword = (argument, _schema, compiler) => {
  if (!isJsonObject(argument)) return compiler.problem("dependentRequired must be an object");
  const rules: (readonly [string, readonly string[]])[] = [];
  for (const key of Object.keys(argument)) {
    const needed = stringsOf(argument[key]);
    if (needed === undefined) return compiler.problem("dependentRequired must give a list of keys for each key");
    rules.push([key, needed]);
  }
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const [key, needed] of rules) {
      if (!Object.hasOwn(value, key)) continue;
      for (const other of needed)
        if (!Object.hasOwn(value, other))
          state.report("dependentRequired", `the key "${other}" is missing: "${key}" needs it`);
    }
  };
};

const dependentSchemas: Keyword = (argument, _schema, compiler) => {
  if (!isJsonObject(argument)) return compiler.problem("dependentSchemas must be an object");
  const rules: (readonly [string, Check])[] = Object.keys(argument).map((key) => [
    key,
    compiler.sub(argument[key], key),
  ]);
  return (value, state) => {
    if (!isJsonObject(value)) return;
    for (const [key, check] of rules) if (Object.hasOwn(value, key)) check(value, state);
  };
};

export const OBJECT_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ["properties", properties],
  ["patternProperties", patternProperties],
  ["additionalProperties", additionalProperties],
  ["required", required],
  ["propertyNames", propertyNames],
  ["minProperties", countBound("minProperties")],
  ["maxProperties", countBound("maxProperties")],
  ["dependentRequired", dependentRequired],
  ["dependentSchemas", dependentSchemas],
];
