import type { ASTNode } from "@marcbachmann/cel-js";
import { didYouMean } from "../json/closest.ts";
import { compilePattern } from "../json-schema/pattern.ts";
import type { JsonValue } from "../json/value.ts";
import { compileHas } from "./access.ts";
import { StaticProblem, type CompileContext } from "./context.ts";
import type { Run } from "./frame.ts";
import type { ExpressionFunction } from "./function.ts";
import { EXPRESSION_FUNCTIONS, findFunction } from "./functions.ts";
import { compileMacro, MACRO_NAMES } from "./macros.ts";

/** `name(arguments)`. */
export function compileCall(node: ASTNode, name: string, args: readonly ASTNode[], context: CompileContext): Run {
  if (name === "has") {
    const [argument, ...more] = args;
    if (argument === undefined || more.length > 0 || (argument.op !== "." && argument.op !== "[]")) {
      throw new StaticProblem("has() takes one key of something", node, "as in has(outcome.output.body)");
    }
    return compileHas(argument, context);
  }
  const definition = findFunction(name);
  if (definition === undefined || definition.forms === "method") throw unknownFunction(node, name, "call", definition);
  return compileFunction(node, definition, args, context);
}

/** `receiver.name(arguments)`. */
export function compileMethod(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
  context: CompileContext,
): Run {
  const macro = compileMacro(node, name, receiver, args, context);
  if (macro !== undefined) return macro;
  const definition = findFunction(name);
  if (definition === undefined || definition.forms === "call") throw unknownFunction(node, name, "method", definition);
  return compileFunction(node, definition, [receiver, ...args], context);
}

function compileFunction(
  node: ASTNode,
  definition: ExpressionFunction,
  args: readonly ASTNode[],
  context: CompileContext,
): Run {
  const [fewest, most] = definition.arguments;
  if (args.length < fewest || args.length > most)
    throw new StaticProblem(`${definition.name}() takes other arguments`, node, `as in ${definition.usage}`);
  if (definition.name === "matches") checkPattern(args[1] as ASTNode, context);
  context.builds = true;
  const runs = args.map((argument) => context.compile(argument, context));
  const { run } = definition;
  const [first, second] = runs as [Run, Run | undefined];
  if (second === undefined) return (scope, frame) => run([first(scope, frame)], frame);
  if (runs.length === 2) return (scope, frame) => run([first(scope, frame), second(scope, frame)], frame);
  return (scope, frame) =>
    run(
      runs.map((argument): JsonValue => argument(scope, frame)),
      frame,
    );
}

/** A pattern that is written out is checked before anything runs. */
function checkPattern(node: ASTNode, context: CompileContext): void {
  if (node.op !== "value" || typeof node.args !== "string") return;
  const compiled = compilePattern(node.args, context.limits.patternLength);
  if (!compiled.ok) throw new StaticProblem(`the pattern is not valid: ${compiled.message}`, node);
}

function unknownFunction(
  node: ASTNode,
  name: string,
  form: "call" | "method",
  definition: ExpressionFunction | undefined,
): StaticProblem {
  const names = EXPRESSION_FUNCTIONS.filter((other) => other.forms === "both" || other.forms === form).map(
    (other) => other.name,
  );
  const others = form === "call" ? [...names, "has"] : [...names, ...MACRO_NAMES];
  const hint = definition === undefined ? didYouMean(name, others) : `it is written ${definition.usage}`;
  return new StaticProblem(`unknown function "${name}"`, node, hint, "unknown-function");
}
