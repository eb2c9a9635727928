import { Environment, ParseError } from "@marcbachmann/cel-js";
import { compile } from "./compile.ts";
import { StaticProblem, type CompileContext } from "./context.ts";
import { CompiledExpression, type Expression } from "./expression.ts";
import { DEFAULT_EXPRESSION_LIMITS, type ExpressionLimits } from "./limits.ts";
import { longSignRun } from "./scan.ts";

/** `start` and `end` are UTF-16 units of the text. */
export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | {
      readonly ok: false;
      readonly code: "expression-syntax" | "unknown-function";
      readonly message: string;
      readonly start: number;
      readonly end: number;
      readonly hint?: string;
    };

type Failure = Extract<ParsedExpression, { ok: false }>;

/** One parser for each set of limits; nearly always there is one. */
const environments = new WeakMap<ExpressionLimits, Environment>();

function environment(limits: ExpressionLimits): Environment {
  let found = environments.get(limits);
  if (found === undefined) {
    found = new Environment({
      unlistedVariablesAreDyn: true,
      homogeneousAggregateLiterals: false,
      limits: {
        maxAstNodes: limits.nodes,
        maxDepth: limits.nesting,
        maxListElements: limits.nodes,
        maxMapEntries: limits.nodes,
        maxCallArguments: 32,
      },
    });
    environments.set(limits, found);
  }
  return found;
}

/**
 * Reads and compiles a CEL expression. The library parses; evaluation is our own, on JSON values: see `EXPRESSION_FUNCTIONS`
 * for the functions and `ExpressionLimits` for the bounds. There are no bytes, durations, timestamps and types as values.
 *
 * @example
 * const parsed = parseExpression("outcome.output.body.port == 8080");
 * if (parsed.ok) parsed.expression.evaluate(scope);
 */
export function parseExpression(text: string, limits: ExpressionLimits = DEFAULT_EXPRESSION_LIMITS): ParsedExpression {
  if (text.length > limits.textLength)
    return failure(`an expression may have at most ${limits.textLength} characters`, 0, text.length);
  if (text.trim() === "") return failure("the expression is empty", 0, text.length);
  const run = longSignRun(text, limits.nesting);
  if (run >= 0) return failure(`more than ${limits.nesting} signs in a row`, run, run + limits.nesting);
  try {
    return { ok: true, expression: compileText(text, limits) };
  } catch (thrown) {
    return refusal(text, thrown);
  }
}

function compileText(text: string, limits: ExpressionLimits): Expression {
  const { ast } = environment(limits).parse(text);
  const context: CompileContext = {
    text,
    limits,
    references: [],
    statusLiterals: [],
    locals: new Map(),
    slots: 0,
    nodes: 0,
    builds: false,
    compile,
  };
  const run = compile(ast, context);
  const { references, statusLiterals, slots, builds } = context;
  return new CompiledExpression({ text, run, slots, builds, references, statusLiterals, limits });
}

function refusal(text: string, thrown: unknown): Failure {
  if (thrown instanceof StaticProblem)
    return { ...failure(thrown.message, thrown.start, thrown.end, thrown.hint), code: thrown.code };
  if (!(thrown instanceof ParseError)) throw thrown;
  const start = Math.min(thrown.range?.start ?? 0, text.length);
  const end = Math.min(Math.max(thrown.range?.end ?? start, start + 1), text.length);
  return failure(explain(thrown), start, end, hyphenHint(text));
}

function failure(message: string, start: number, end: number, hint?: string): Failure {
  return { ok: false, code: "expression-syntax", message, start, end, ...(hint === undefined ? {} : { hint }) };
}

/** What the parser calls its tokens, in words. */
const TOKENS: { readonly [token: string]: string } = {
  EOF: "the end",
  NUMBER: "a number",
  STRING: "a string",
  BOOLEAN: "true or false",
  NULL: "null",
  IDENTIFIER: "a name",
  PLUS: "+",
  MINUS: "-",
  MULTIPLY: "*",
  DIVIDE: "/",
  MODULO: "%",
  EQ: "==",
  NE: "!=",
  LT: "<",
  LE: "<=",
  GT: ">",
  GE: ">=",
  AND: "&&",
  OR: "||",
  NOT: "!",
  IN: "in",
  LPAREN: "(",
  RPAREN: ")",
  LBRACKET: "[",
  RBRACKET: "]",
  LBRACE: "{",
  RBRACE: "}",
  DOT: ".",
  COMMA: ",",
  COLON: ":",
  QUESTION: "?",
  BYTES: "bytes",
};

function explain(error: ParseError): string {
  if (error.code === "limit_exceeded")
    return error.summary.includes("maxDepth") ? "the expression nests too deeply" : "the expression is too large";
  const words = error.summary.replace(/\b[A-Z]{2,}\b/g, (token) => TOKENS[token] ?? token);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** A hyphen in an id is a minus here, and may end in a syntax error: `nodes.step-2nd`, `nodes.run-if`. */
function hyphenHint(text: string): string | undefined {
  const found = /\b(nodes|resources|exports|inputs|secrets)\.([A-Za-z_]\w*(?:-\w+)+)/.exec(text);
  return found === null ? undefined : `an id with a hyphen is written ${found[1]}["${found[2]}"]`;
}
