/** Comprehensions: `all`, `exists`, `exists_one`, `map`, `filter`, their forms with two variables, and `cel.bind`. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import type { JsonValue } from "../json/value.ts";
import { StaticProblem, textOf, type CompileContext } from "./context.ts";
import { absorbable, Fault, worse } from "./fault.ts";
import type { Frame, Run } from "./frame.ts";
import { notBoolean } from "./logic.ts";
import { kindOf } from "./operators.ts";
import type { Scope } from "./scope.ts";

/** What a comprehension does with each turn: gives the result as soon as it is decided, `undefined` to go on. */
interface Loop {
  turn(scope: Scope, frame: Frame, first: JsonValue, second: JsonValue): JsonValue | undefined;
  end(): JsonValue;
}

type LoopMaker = (bodies: readonly Run[]) => () => Loop;

interface Macro {
  readonly bodies: number;
  readonly make: LoopMaker;
}

function quantifier(name: string, decides: boolean): LoopMaker {
  return ([body]) =>
    () => {
      let fault: Fault | undefined;
      return {
        turn(scope, frame) {
          try {
            const value = (body as Run)(scope, frame);
            if (value === decides) return decides;
            if (typeof value !== "boolean") fault = worse(fault, notBoolean(`the condition of ${name}`, value));
          } catch (thrown) {
            fault = worse(fault, absorbable(thrown));
          }
          return undefined;
        },
        end() {
          if (fault !== undefined) throw fault;
          return !decides;
        },
      };
    };
}

function test(name: string, body: Run, scope: Scope, frame: Frame): boolean {
  const value = body(scope, frame);
  if (typeof value !== "boolean") throw notBoolean(`the condition of ${name}`, value);
  return value;
}

const existsOne: LoopMaker =
  ([body]) =>
  () => {
    let count = 0;
    return {
      turn(scope, frame) {
        if (test("exists_one", body as Run, scope, frame)) count += 1;
        return undefined;
      },
      end: () => count === 1,
    };
  };

const filter: LoopMaker =
  ([body]) =>
  () => {
    const kept: JsonValue[] = [];
    return {
      turn(scope, frame, first) {
        if (test("filter", body as Run, scope, frame)) {
          frame.build(1);
          kept.push(first);
        }
        return undefined;
      },
      end: () => kept,
    };
  };

/** `map` and `transformList`, with or without a condition before the transformation. */
const mapList: LoopMaker = (bodies) => () => {
  const made: JsonValue[] = [];
  const transform = bodies.at(-1) as Run;
  const condition = bodies.length > 1 ? (bodies[0] as Run) : undefined;
  return {
    turn(scope, frame) {
      if (condition !== undefined && !test("map", condition, scope, frame)) return undefined;
      frame.build(1);
      made.push(transform(scope, frame));
      return undefined;
    },
    end: () => made,
  };
};

const mapMap: LoopMaker = (bodies) => () => {
  const made: MutableJsonObject = {};
  const transform = bodies.at(-1) as Run;
  const condition = bodies.length > 1 ? (bodies[0] as Run) : undefined;
  return {
    turn(scope, frame, first) {
      if (condition !== undefined && !test("transformMap", condition, scope, frame)) return undefined;
      if (typeof first !== "string") throw new Fault("transformMap works on maps; transformList on lists");
      frame.build(1);
      setOwn(made, first, transform(scope, frame));
      return undefined;
    },
    end: () => made,
  };
};

const ONE: { readonly [name: string]: readonly Macro[] } = {
  all: [{ bodies: 1, make: quantifier("all", false) }],
  exists: [{ bodies: 1, make: quantifier("exists", true) }],
  exists_one: [{ bodies: 1, make: existsOne }],
  filter: [{ bodies: 1, make: filter }],
  map: [
    { bodies: 1, make: mapList },
    { bodies: 2, make: mapList },
  ],
};

const TWO: { readonly [name: string]: readonly Macro[] } = {
  all: [{ bodies: 1, make: quantifier("all", false) }],
  exists: [{ bodies: 1, make: quantifier("exists", true) }],
  exists_one: [{ bodies: 1, make: existsOne }],
  existsOne: [{ bodies: 1, make: existsOne }],
  transformList: [
    { bodies: 1, make: mapList },
    { bodies: 2, make: mapList },
  ],
  transformMap: [
    { bodies: 1, make: mapMap },
    { bodies: 2, make: mapMap },
  ],
};

/** For "did you mean". */
export const MACRO_NAMES: readonly string[] = [...new Set([...Object.keys(ONE), ...Object.keys(TWO)])];

/** Compiles `receiver.name(…)` if it is a comprehension. */
export function compileMacro(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  context: CompileContext,
): Run | undefined {
  if (name === "bind" && receiver.op === "id" && receiver.args === "cel" && args.length === 3)
    return compileBind(args, context);
  const one = find(ONE, name, args.length - 1);
  const two = one === undefined ? find(TWO, name, args.length - 2) : undefined;
  const macro = one ?? two;
  if (macro === undefined) {
    if (!MACRO_NAMES.includes(name)) return undefined;
    throw new StaticProblem(
      `${name}() takes a variable and what to evaluate with it`,
      node,
      `as in list.${name}(item, …)`,
    );
  }
  const variables = args.slice(0, args.length - macro.bodies).map(variable);
  context.builds = true;
  const range = context.compile(receiver, context);
  const before = context.nodes;
  const { runs, slots } = scoped(variables, args.slice(-macro.bodies), context);
  return compileLoop(range, macro.make(runs), slots, context.nodes - before + 1, () => textOf(context, receiver));
}

function find(table: typeof ONE, name: string, bodies: number): Macro | undefined {
  return Object.hasOwn(table, name) ? table[name]?.find((macro) => macro.bodies === bodies) : undefined;
}

function compileLoop(range: Run, make: () => Loop, slots: readonly number[], cost: number, where: () => string): Run {
  const [first, second] = slots as readonly [number, number | undefined];
  return (scope, frame) => {
    const target = range(scope, frame);
    if (typeof target !== "object" || target === null)
      throw new Fault(`${where()} is ${kindOf(target)}, neither list nor map`);
    const loop = make();
    const keys = Array.isArray(target) ? undefined : Object.keys(target);
    const items = keys ?? (target as readonly JsonValue[]);
    for (let index = 0; index < items.length; index += 1) {
      frame.step(cost);
      const item = items[index] as JsonValue;
      let [a, b]: [JsonValue, JsonValue] = [item, null];
      if (second !== undefined)
        [a, b] =
          keys === undefined
            ? [index, item]
            : [item, (target as { readonly [key: string]: JsonValue })[item as string] as JsonValue];
      frame.locals[first] = a;
      if (second !== undefined) frame.locals[second] = b;
      const decided = loop.turn(scope, frame, a, b);
      if (decided !== undefined) return decided;
    }
    return loop.end();
  };
}

/** `cel.bind(name, value, expression)`. */
function compileBind(args: readonly ASTNode[], context: CompileContext): Run {
  const value = context.compile(args[1] as ASTNode, context);
  const { runs, slots } = scoped([variable(args[0] as ASTNode)], args.slice(2), context);
  const [slot, body] = [slots[0] as number, runs[0] as Run];
  return (scope, frame) => {
    frame.locals[slot] = value(scope, frame);
    return body(scope, frame);
  };
}

function variable(node: ASTNode): string {
  if (node.op === "id") return node.args;
  throw new StaticProblem("a variable's name is expected here", node);
}

/** Compiles bodies with their variables in scope, which hide variables and roots of the same name. */
function scoped(
  names: readonly string[],
  bodies: readonly ASTNode[],
  context: CompileContext,
): { readonly runs: readonly Run[]; readonly slots: readonly number[] } {
  const hidden = names.map((name) => context.locals.get(name));
  const slots = names.map((name) => {
    const slot = context.slots;
    context.slots += 1;
    context.locals.set(name, slot);
    return slot;
  });
  const runs = bodies.map((body) => context.compile(body, context));
  for (const [index, name] of names.entries()) {
    const slot = hidden[index];
    if (slot === undefined) context.locals.delete(name);
    else context.locals.set(name, slot);
  }
  return { runs, slots };
}
