/** Keywords about arrays. */
import { jsonEqual } from "../json/equal.ts";
import type { JsonValue } from "../json/value.ts";
import type { Keyword } from "./compiler.ts";
import { countOf } from "./keywords-value.ts";

function listOf(value: JsonValue): readonly JsonValue[] | undefined {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : undefined;
}

const prefixItems: Keyword = (argument, _schema, compiler) => {
  if (!Array.isArray(argument)) return compiler.problem("prefixItems must be a list of schemas");
  const checks = (argument as readonly JsonValue[]).map((item, index) => compiler.sub(item, index));
  return (value, state) => {
    const items = listOf(value) ?? [];
    for (const [index, check] of checks.entries())
      if (index < items.length) state.below(index, check, items[index] as JsonValue);
  };
};

const items: Keyword = (argument, schema, compiler) => {
  if (Array.isArray(argument)) return compiler.problem("items must be one schema", "prefixItems takes a list of them");
  const check = compiler.compile(argument);
  const first = listOf(schema["prefixItems"] ?? null)?.length ?? 0;
  return (value, state) => {
    const list = listOf(value) ?? [];
    for (let index = first; index < list.length; index += 1) state.below(index, check, list[index] as JsonValue);
  };
};

function countBound(keyword: "minItems" | "maxItems"): Keyword {
  return (argument, _schema, compiler) => {
    const limit = countOf(keyword, argument, compiler);
    if (limit === undefined) return undefined;
    return (value, state) => {
      const list = listOf(value);
      if (list === undefined) return;
      if (keyword === "minItems" && list.length < limit)
        state.report(
          keyword,
          limit === 1 ? "must not be empty" : `must have at least ${limit} items, not ${list.length}`,
        );
      if (keyword === "maxItems" && list.length > limit)
        state.report(keyword, `must have at most ${limit} items, not ${list.length}`);
    };
  };
}

const uniqueItems: Keyword = (argument, _schema, compiler) => {
  if (typeof argument !== "boolean") return compiler.problem("uniqueItems must be true or false");
  if (!argument) return undefined;
  return (value, state) => {
    const scalars = new Set<JsonValue>();
    const others: JsonValue[] = [];
    for (const [index, item] of (listOf(value) ?? []).entries()) {
      state.step(1);
      if (state.skipsPart(item)) continue;
      const isScalar = typeof item !== "object" || item === null;
      const twice = isScalar
        ? scalars.has(item)
        : others.some((other) => {
            state.step(1);
            return jsonEqual(other, item, () => state.step(1));
          });
      if (twice) state.report("uniqueItems", "stands twice; every item must be different", {}, [index]);
      else if (isScalar) scalars.add(item);
      else others.push(item);
    }
  };
};

const contains: Keyword = (argument, schema, compiler) => {
  const check = compiler.compile(argument);
  const fewest = schema["minContains"] === undefined ? 1 : countOf("minContains", schema["minContains"], compiler);
  const most =
    schema["maxContains"] === undefined
      ? Number.POSITIVE_INFINITY
      : countOf("maxContains", schema["maxContains"], compiler);
  if (fewest === undefined || most === undefined) return undefined;
  return (value, state) => {
    const list = listOf(value);
    if (list === undefined) return;
    let [sure, possible] = [0, 0];
    for (const item of list) {
      const { issues, undecided } = state.attempt(check, item);
      if (issues.length > 0) continue;
      possible += 1;
      if (!undecided) sure += 1;
    }
    if (possible < fewest)
      state.report("contains", `must contain at least ${fewest} items of the kind asked for, not ${possible}`);
    if (sure > most) state.report("contains", `must contain at most ${most} items of the kind asked for, not ${sure}`);
  };
};

export const ARRAY_KEYWORDS: readonly (readonly [string, Keyword])[] = [
  ["prefixItems", prefixItems],
  ["items", items],
  ["minItems", countBound("minItems")],
  ["maxItems", countBound("maxItems")],
  ["uniqueItems", uniqueItems],
  ["contains", contains],
];
