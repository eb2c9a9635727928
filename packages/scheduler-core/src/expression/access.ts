/** Reading: roots (`inputs`, `nodes`, `outcome` …), `.key`, `[index]`, and `has()`. Roots are resolved while compiling. */
import type { ASTNode } from "@marcbachmann/cel-js";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { textOf, type CompileContext, type PathStep, type Reference } from "./context.ts";
import { absorbable, Fault } from "./fault.ts";
import type { Run } from "./frame.ts";
import { kindOf } from "./operators.ts";
import { compileRoot, ROOTS_WITHOUT_VALUE } from "./roots.ts";

/** One `.key` or `[index]` of a chain, with its node. */
export interface Step {
  readonly node: ASTNode;
  readonly key: string | undefined;
  readonly index: ASTNode | undefined;
  /** Where the key stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** The innermost node of a chain of accesses, and the steps from there outwards. */
export function unchain(node: ASTNode): { readonly base: ASTNode; readonly steps: readonly Step[] } {
  const steps: Step[] = [];
  let base = node;
  for (;;) {
    if (base.op === ".") {
      steps.push({ node: base, key: base.args[1], index: undefined, start: base.pos, end: base.end });
      base = base.args[0];
    } else if (base.op === "[]") {
      const index = base.args[1];
      const key = index.op === "value" && typeof index.args === "string" ? index.args : undefined;
      steps.push({ node: base, key, index, start: index.start, end: index.end });
      base = base.args[0];
    } else {
      return { base, steps: steps.reverse() };
    }
  }
}

export function compileAccess(node: ASTNode, context: CompileContext): Run {
  const { base, steps } = unchain(node);
  context.nodes += steps.length;
  if (base.op !== "id") return follow(context.compile(base, context), steps, context);
  context.nodes += 1;
  const slot = context.locals.get(base.args);
  if (slot !== undefined) return follow((_scope, frame) => frame.locals[slot] as JsonValue, steps, context);
  const path: PathStep[] = [base.args];
  for (const step of steps) path.push(step.key ?? { dynamic: true });
  context.references.push({ path, start: node.start, end: node.end, parts: [base, ...steps] });
  const { run, used } = compileRoot(base, steps, context);
  return follow(run, steps.slice(used), context);
}

function follow(base: Run, steps: readonly Step[], context: CompileContext): Run {
  let run = base;
  for (const step of steps) {
    run = step.key === undefined ? computed(run, step, context) : select(run, step.key, describe(step, context));
  }
  return run;
}

/** The text of what is read from. */
function describe(step: Step, context: CompileContext): () => string {
  return () => textOf(context, { start: step.node.start, end: (step.node.args as [ASTNode, unknown])[0].end });
}

function select(base: Run, key: string, where: () => string): Run {
  // A plain read cannot meet an inherited property then: values are JSON, whose only prototype is that of objects.
  const plain = !(key in Object.prototype);
  return (scope, frame) => {
    const target = base(scope, frame);
    if (typeof target === "object" && target !== null && !Array.isArray(target)) {
      const object = target as JsonObject;
      if (plain || Object.hasOwn(object, key)) {
        const value = object[key];
        if (value !== undefined) return value;
      }
    }
    throw missing(target, key, where());
  };
}

function missing(target: JsonValue, key: string, where: string): Fault {
  if (typeof target !== "object" || target === null || Array.isArray(target)) {
    return new Fault(`${where} is ${article(target)}, so it has no "${key}"`);
  }
  // JSON holds no `undefined`: an own key with it is the absent `output` or `error` of a whole outcome.
  if (Object.hasOwn(target, key)) return new Fault(`${where} has no ${key}`, "absent");
  return new Fault(`no such key: ${where} has no "${key}"`);
}

function article(value: JsonValue): string {
  const kind = kindOf(value);
  return kind === "null" ? kind : `a ${kind}`;
}

function computed(base: Run, step: Step, context: CompileContext): Run {
  const index = context.compile(step.index as ASTNode, context);
  const where = describe(step, context);
  return (scope, frame) => at(base(scope, frame), index(scope, frame), where);
}

/** `target[index]`. */
function at(target: JsonValue, index: JsonValue, where: () => string): JsonValue {
  if (Array.isArray(target)) {
    if (typeof index !== "number" || !Number.isInteger(index))
      throw new Fault(`an index of ${where()} is ${article(index)}, not a whole number`);
    const item: JsonValue | undefined = index < 0 ? undefined : target[index];
    if (item === undefined)
      throw new Fault(`no such item: ${where()} has ${target.length} items, and none at ${index}`);
    return item;
  }
  if (typeof target !== "object" || target === null)
    throw new Fault(`${where()} is ${article(target)}, so it has no items`);
  if (typeof index !== "string") throw new Fault(`a key of ${where()} is ${article(index)}, not a string`);
  const value = Object.hasOwn(target, index) ? (target as JsonObject)[index] : undefined;
  if (value === undefined) throw missing(target, index, where());
  return value;
}

/**
 * `has(a.b)` and `has(a["b"])`: whether the last key is there. An absent `output` or `error` on the way has nothing; any other
 * error on the way stays one.
 */
export function compileHas(argument: ASTNode, context: CompileContext): Run {
  const { base, steps } = unchain(argument);
  const last = steps.at(-1) as Step;
  const isRoot = base.op === "id" && !context.locals.has(base.args);
  if (isRoot && steps.length === 1 && ROOTS_WITHOUT_VALUE.has(base.args))
    return hasMember(compileAccess(argument, context));
  const own = context.references.length;
  const target = context.compile((argument.args as [ASTNode, unknown])[0], context);
  if (isRoot) extend(context.references, own, argument, last);
  const index = last.key === undefined ? context.compile(last.index as ASTNode, context) : undefined;
  return (scope, frame) => {
    let object: JsonValue;
    try {
      object = target(scope, frame);
    } catch (thrown) {
      const fault = absorbable(thrown);
      if (fault.absent) return false;
      throw fault;
    }
    const key = index === undefined ? (last.key as string) : index(scope, frame);
    return holds(object, key, () => textOf(context, argument));
  };
}

/** Of roots that are no value themselves: the member can be read or cannot. */
function hasMember(run: Run): Run {
  return (scope, frame) => {
    try {
      run(scope, frame);
      return true;
    } catch (thrown) {
      absorbable(thrown);
      return false;
    }
  };
}

/** What is looked up is referred to as well. Its owner's reference was noted first of all that the owner holds. */
function extend(references: Reference[], own: number, argument: ASTNode, last: Step): void {
  const { path, parts } = references[own] as Reference;
  const step: PathStep = last.key ?? { dynamic: true };
  references[own] = { path: [...path, step], start: argument.start, end: argument.end, parts: [...parts, last] };
}

function holds(object: JsonValue, key: JsonValue, where: () => string): boolean {
  if (Array.isArray(object)) {
    if (typeof key === "number") return Number.isInteger(key) && key >= 0 && key < object.length;
  } else if (typeof object === "object" && object !== null && typeof key === "string") {
    return Object.hasOwn(object, key) && (object as JsonObject)[key] !== undefined;
  }
  throw new Fault(`${where()} cannot be looked up: ${article(object)} has no key that is ${article(key)}`);
}
