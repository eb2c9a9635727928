/** `||`, `&&`, `!` and `? :`. The first two are commutative in what they absorb: an operand that decides wins over an error. */
import type { ASTNode } from "@marcbachmann/cel-js";
import type { JsonValue } from "../json/value.ts";
import type { CompileContext } from "./context.ts";
import { absorbable, Fault, worse } from "./fault.ts";
import type { Frame, Run } from "./frame.ts";
import { kindOf } from "./operators.ts";
import type { Scope } from "./scope.ts";

export function compileLogical(node: ASTNode, operator: "&&" | "||", context: CompileContext): Run {
  const operands: ASTNode[] = [];
  // The parser leans chains to the left; operands of the same operator on the right are in parentheses.
  let left = node;
  while (left.op === operator) {
    const [first, second]: readonly [ASTNode, ASTNode] = left.args;
    operands.push(second);
    left = first;
  }
  operands.push(left);
  context.nodes += operands.length;
  const runs = operands.reverse().map((operand) => context.compile(operand, context));
  const decides = operator === "||";
  return (scope, frame) => decide(runs, operator, decides, scope, frame);
}

function decide(runs: readonly Run[], operator: string, decides: boolean, scope: Scope, frame: Frame): boolean {
  let fault: Fault | undefined;
  for (const run of runs) {
    try {
      const value = run(scope, frame);
      if (value === decides) return decides;
      if (typeof value !== "boolean") fault = worse(fault, notBoolean(`an operand of ${operator}`, value));
    } catch (thrown) {
      fault = worse(fault, absorbable(thrown));
    }
  }
  if (fault !== undefined) throw fault;
  return !decides;
}

export function notBoolean(what: string, value: JsonValue): Fault {
  return new Fault(`${what} is no bool but ${kindOf(value)}`);
}

export function compileNot(operand: ASTNode, negate: boolean, context: CompileContext): Run {
  const run = context.compile(operand, context);
  return (scope, frame) => {
    const value = run(scope, frame);
    if (typeof value !== "boolean") throw notBoolean("the operand of !", value);
    return value !== negate;
  };
}

export function compileTernary(nodes: readonly [ASTNode, ASTNode, ASTNode], context: CompileContext): Run {
  const condition = context.compile(nodes[0], context);
  const whenTrue = context.compile(nodes[1], context);
  const whenFalse = context.compile(nodes[2], context);
  return (scope, frame) => {
    const value = condition(scope, frame);
    if (typeof value !== "boolean") throw notBoolean("the condition of ? :", value);
    return value ? whenTrue(scope, frame) : whenFalse(scope, frame);
  };
}
