/**
 * From a syntax tree to closures. Every closure takes the scope and the frame and gives a JSON value or throws a `Fault`.
 * Chains of operators, as long as an expression's text allows, are compiled and evaluated in loops, never by recursion.
 */
import type { ASTNode } from "@marcbachmann/cel-js";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import type { JsonValue } from "../json/value.ts";
import { compileAccess } from "./access.ts";
import { compileCall, compileMethod } from "./call.ts";
import { StaticProblem, type CompileContext } from "./context.ts";
import { Fault } from "./fault.ts";
import type { Run } from "./frame.ts";
import { compileLogical, compileNot, compileTernary } from "./logic.ts";
import { BINARY, kindOf, type Binary, type BinaryOperator } from "./operators.ts";
import { noteStatusLiterals } from "./status.ts";

export function compile(node: ASTNode, context: CompileContext): Run {
  switch (node.op) {
    case "id":
    case ".":
    case "[]":
      return compileAccess(node, context);
    case "&&":
    case "||":
      return compileLogical(node, node.op, context);
    default:
      break;
  }
  context.nodes += 1;
  switch (node.op) {
    case "value":
      return constant(literal(node));
    case "?:":
      return compileTernary(node.args, context);
    case "!_":
    case "-_":
      return compileUnary(node, node.op, context);
    case "list":
      return compileList(node.args, context);
    case "map":
      return compileMap(node.args, context);
    case "call":
      return compileCall(node, node.args[0], node.args[1], context);
    case "rcall":
      return compileMethod(node, node.args[0], node.args[1], node.args[2], context);
    case ".?":
    case "[?]":
      throw new StaticProblem(
        "optional access is not part of the language",
        node,
        "has() tells whether a key is there",
      );
    default:
      return compileBinary(node, context);
  }
}

function constant(value: JsonValue): Run {
  return () => value;
}

/** The JSON value of a literal. */
function literal(node: ASTNode): JsonValue {
  const value: unknown = node.args;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Uint8Array) throw new StaticProblem("bytes are no JSON value", node, "write a string");
  const number = Number(value);
  if (!Number.isFinite(number) || (typeof value !== "number" && !Number.isSafeInteger(number))) {
    throw new StaticProblem("the number is beyond what JSON numbers hold exactly (2^53)", node);
  }
  return number;
}

function compileUnary(node: ASTNode, operator: "!_" | "-_", context: CompileContext): Run {
  let operand = node.args as ASTNode;
  let count = 1;
  while (operand.op === operator) {
    count += 1;
    operand = operand.args;
  }
  context.nodes += count;
  if (operator === "!_") return compileNot(operand, count % 2 === 1, context);
  const run = compile(operand, context);
  const sign = count % 2 === 1 ? -1 : 1;
  return (scope, frame) => {
    const value = run(scope, frame);
    if (typeof value !== "number") throw new Fault(`-${kindOf(value)} is not possible`);
    return value * sign + 0;
  };
}

/** `a + b - c …`: operands and operators of one chain, which the parser leans to the left. */
function compileBinary(node: ASTNode, context: CompileContext): Run {
  const links: { readonly operate: Binary; readonly operand: ASTNode }[] = [];
  let first: ASTNode = node;
  while (Object.hasOwn(BINARY, first.op)) {
    const [left, right] = first.args as [ASTNode, ASTNode];
    if (first.op === "==" || first.op === "!=" || first.op === "in") noteStatusLiterals(left, right, context);
    links.push({ operate: BINARY[first.op as BinaryOperator], operand: right });
    first = left;
  }
  context.nodes += links.length;
  const start = compile(first, context);
  const compiled = links.reverse().map(({ operate, operand }) => ({ operate, run: compile(operand, context) }));
  const [only, ...more] = compiled;
  if (only === undefined) throw new Error(`unknown operator ${node.op}`);
  context.builds = true;
  if (more.length === 0) {
    const { operate, run } = only;
    return (scope, frame) => operate(start(scope, frame), run(scope, frame), frame);
  }
  return (scope, frame) => {
    let value = start(scope, frame);
    for (const { operate, run } of compiled) value = operate(value, run(scope, frame), frame);
    return value;
  };
}

function compileList(nodes: readonly ASTNode[], context: CompileContext): Run {
  context.builds = true;
  const items = nodes.map((item) => compile(item, context));
  return (scope, frame) => {
    frame.build(items.length);
    return items.map((item) => item(scope, frame));
  };
}

function compileMap(nodes: readonly (readonly [ASTNode, ASTNode])[], context: CompileContext): Run {
  context.builds = true;
  const seen = new Set<string>();
  const entries = nodes.map(([key, value]) => {
    if (key.op === "value") {
      if (typeof key.args !== "string") throw new StaticProblem("a key of a map must be a string", key);
      if (seen.has(key.args)) throw new StaticProblem(`the key ${JSON.stringify(key.args)} stands twice`, key);
      seen.add(key.args);
    }
    return { key: compile(key, context), value: compile(value, context) };
  });
  return (scope, frame) => {
    frame.build(entries.length);
    const map: MutableJsonObject = {};
    for (const entry of entries) {
      const key = entry.key(scope, frame);
      if (typeof key !== "string") throw new Fault(`a key of a map must be a string, not ${kindOf(key)}`);
      if (Object.hasOwn(map, key)) throw new Fault(`the key ${JSON.stringify(key)} stands twice`);
      setOwn(map, key, entry.value(scope, frame));
    }
    return map;
  };
}
