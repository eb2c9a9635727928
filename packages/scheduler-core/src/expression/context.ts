import type { ASTNode } from "@marcbachmann/cel-js";
import type { Run } from "./frame.ts";
import type { ExpressionLimits } from "./limits.ts";

/** A problem of an expression's text, found before it is evaluated. Thrown while compiling, caught by `parseExpression`. */
export class StaticProblem {
  readonly code: "expression-syntax" | "unknown-function";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint: string | undefined;

  constructor(
    message: string,
    at: { readonly start: number; readonly end: number },
    hint?: string,
    code?: "unknown-function",
  ) {
    this.code = code ?? "expression-syntax";
    this.message = message;
    this.start = at.start;
    this.end = at.end;
    this.hint = hint;
  }
}

/** One step of a path: a key known before evaluation, or a computed one. */
export type PathStep = string | { readonly dynamic: true };

/** Where an expression reads from a root: the keys as far as they are known. */
export interface Reference {
  /** The root first, as in `["nodes", "probe", "output", "status"]`. */
  readonly path: readonly PathStep[];
  /** Of the whole access, in UTF-16 units of the expression's text. */
  readonly start: number;
  readonly end: number;
  /** Where each part of `path` stands. */
  readonly parts: readonly { readonly start: number; readonly end: number }[];
}

/** A text that an expression compares with a status. */
export interface StatusLiteral {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What compiling carries along. */
export interface CompileContext {
  readonly text: string;
  readonly limits: ExpressionLimits;
  readonly references: Reference[];
  readonly statusLiterals: StatusLiteral[];
  /** Variables of the comprehensions around, with their slots. */
  readonly locals: Map<string, number>;
  slots: number;
  /** Nodes compiled so far; tells what one turn of a comprehension costs. */
  nodes: number;
  /** Whether the result may be a value that was built here, or shows a whole outcome: then it is measured and copied. */
  builds: boolean;
  readonly compile: (node: ASTNode, context: CompileContext) => Run;
}

/** The text of a node, for messages, cut to a readable length. */
export function textOf(context: CompileContext, node: { readonly start: number; readonly end: number }): string {
  const text = context.text.slice(node.start, node.end);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
