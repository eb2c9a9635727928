/** `{{ }}` in the strings of a JSON value. Keys are not templates. */
import { measureJson } from "../json/measure.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import { toText } from "../json/text.ts";
import { isJsonObject, type JsonValue } from "../json/value.ts";
import type { Reference } from "./context.ts";
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from "./limits.ts";
import { parseExpression, type ParsedExpression } from "./parse.ts";
import type { Scope } from "./scope.ts";
import { hasTemplate, splitTemplate } from "./template-text.ts";

export type Path = readonly (string | number)[];

/** What rendering gave. `path`: which string of the value failed. */
export type Rendered =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string; readonly path: Path };

/** A compiled value with templates. Parts without any are shared between renderings: do not write to what is rendered. */
export interface Template {
  /** Without any expression: rendering gives the same value again, at no cost. */
  readonly isStatic: boolean;
  /** Everything that its expressions read, in the order written. */
  readonly references: readonly Reference[];
  render(scope: Scope): Rendered;
}

/** What compiling carries along. */
interface Compiling {
  readonly limits: ExpressionLimits;
  readonly references: Reference[];
}

/** Thrown inside this file only. */
class RenderFault {
  readonly message: string;
  readonly path: Path;
  constructor(message: string, path: Path) {
    this.message = message;
    this.path = path;
  }
}

/** What a rendering may still make, in characters of text that expressions gave. */
interface Budget {
  left: number;
}

type Render = (scope: Scope, budget: Budget) => JsonValue;

/**
 * Compiles a value once, to be rendered often. Its text was checked before (`templateExpressions`): a syntax error here gives
 * a template whose rendering fails. A rendering makes at most `limits.size` bytes.
 */
export function compileTemplate(value: JsonValue, limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS): Template {
  const references: Reference[] = [];
  const render = compileValue(value, [], { limits, references });
  if (render === undefined) return new StaticTemplate(value);
  return {
    isStatic: false,
    references,
    render(scope) {
      try {
        return { ok: true, value: render(scope, { left: limits.size }) };
      } catch (thrown) {
        if (thrown instanceof RenderFault) return { ok: false, message: thrown.message, path: thrown.path };
        throw thrown;
      }
    },
  };
}

class StaticTemplate implements Template {
  readonly isStatic = true;
  readonly references: readonly Reference[] = [];
  readonly #rendered: Rendered;
  constructor(value: JsonValue) {
    this.#rendered = { ok: true, value: deepFreeze(value) };
  }
  render(): Rendered {
    return this.#rendered;
  }
}

function deepFreeze(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value) as JsonValue[]) deepFreeze(part);
  return value;
}

/** Nothing, where there is no expression in it. */
function compileValue(value: JsonValue, path: Path, compiling: Compiling): Render | undefined {
  if (typeof value === "string") return compileString(value, path, compiling);
  if (Array.isArray(value)) return compileItems(value, path, compiling);
  return isJsonObject(value) ? compileEntries(value, path, compiling) : undefined;
}

function compileItems(items: readonly JsonValue[], path: Path, compiling: Compiling): Render | undefined {
  let isStatic = true;
  const renders = items.map((item, index): Render => {
    const render = compileValue(item, [...path, index], compiling);
    if (render === undefined) return constant(item);
    isStatic = false;
    return render;
  });
  return isStatic ? undefined : (scope, budget) => renders.map((render) => render(scope, budget));
}

function compileEntries(
  object: { readonly [key: string]: JsonValue },
  path: Path,
  compiling: Compiling,
): Render | undefined {
  let isStatic = true;
  const entries = Object.keys(object).map((key): readonly [string, Render] => {
    const render = compileValue(object[key] as JsonValue, [...path, key], compiling);
    if (render === undefined) return [key, constant(object[key] as JsonValue)];
    isStatic = false;
    return [key, render];
  });
  if (isStatic) return undefined;
  return (scope, budget) => {
    const made: MutableJsonObject = {};
    for (const [key, render] of entries) setOwn(made, key, render(scope, budget));
    return made;
  };
}

function constant(value: JsonValue): Render {
  deepFreeze(value);
  return () => value;
}

function compileString(text: string, path: Path, compiling: Compiling): Render | undefined {
  if (!hasTemplate(text)) return undefined;
  const split = splitTemplate(text);
  if (!split.ok) return failing(split.message, path);
  const parts = split.parts.map((part) => (part.kind === "text" ? part.text : compilePart(part.text, path, compiling)));
  const [only] = parts;
  if (parts.length === 1 && typeof only === "function") {
    return (scope, budget) => {
      const value = only(scope, budget);
      spend(budget, value, path);
      return value;
    };
  }
  return (scope, budget) => {
    let made = "";
    for (const part of parts) {
      if (typeof part === "string") {
        made += part;
        continue;
      }
      const value = part(scope, budget);
      spend(budget, value, path);
      made += toText(value);
    }
    return made;
  };
}

function compilePart(text: string, path: Path, compiling: Compiling): Render {
  const parsed = parseExpression(text, compiling.limits);
  if (!parsed.ok) return failing(parsed.message, path);
  const { expression } = parsed;
  compiling.references.push(...expression.references);
  return (scope) => {
    const evaluated = expression.evaluate(scope);
    if (evaluated.ok) return evaluated.value;
    throw new RenderFault(`{{ ${text.trim()} }}: ${evaluated.message}`, path);
  };
}

function failing(message: string, path: Path): Render {
  return () => {
    throw new RenderFault(message, path);
  };
}

/** Pays for a value before it is put in. */
function spend(budget: Budget, value: JsonValue, path: Path): void {
  const measured = measureJson(value, budget.left);
  if (!measured.ok)
    throw new RenderFault(measured.tooLarge ? "what the templates give is too large" : measured.message, path);
  budget.left -= measured.bytes;
}

/**
 * Visits every expression of a value, in order: parsed, with the path of its string and the offset of its text in it. An
 * unterminated `{{` is visited as a failure whose offset is its own.
 */
export function templateExpressions(
  value: JsonValue,
  visit: (parsed: ParsedExpression, path: Path, offsetInString: number) => void,
  limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS,
): void {
  visitExpressions(value, [], visit, limits);
}

function visitExpressions(
  value: JsonValue,
  path: (string | number)[],
  visit: Parameters<typeof templateExpressions>[1],
  limits: ExpressionLimits,
): void {
  if (typeof value === "string") {
    if (!hasTemplate(value)) return;
    const split = splitTemplate(value);
    for (const part of split.parts)
      if (part.kind === "expression") visit(parseExpression(part.text, limits), [...path], part.offset);
    if (!split.ok)
      visit(
        { ok: false, code: "expression-syntax", message: split.message, start: 0, end: value.length - split.offset },
        [...path],
        split.offset,
      );
  } else if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly JsonValue[]).entries()) {
      path.push(index);
      visitExpressions(item, path, visit, limits);
      path.pop();
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      path.push(key);
      visitExpressions(value[key] as JsonValue, path, visit, limits);
      path.pop();
    }
  }
}
