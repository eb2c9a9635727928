import { Composer, Lexer, Parser, type Document } from "yaml";
import type { DocumentLimits } from "./limits.ts";
import type { ReportText } from "./problem.ts";

/** What the parser says of itself, in words that help; the others stand as they are. */
const HINTS: { readonly [code: string]: string } = {
  TAB_AS_INDENT: "indent with spaces",
  BLOCK_AS_IMPLICIT_KEY: "put the nested mapping on its own line, or quote a value that holds `: `",
  BAD_SCALAR_START: "put the value in quotes",
  MULTILINE_IMPLICIT_KEY: "a line without `:` is read as part of a key; was a colon forgotten, or a quote not closed?",
};

const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  // Keys are checked where the value is built: in one look-up each, and with the place of the first.
  uniqueKeys: false,
  stringKeys: true,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** Messages here begin in lower case and have no full stop. */
function lowerFirst(message: string): string {
  return (message.charAt(0).toLowerCase() + message.slice(1)).replace(/\.$/, "");
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

function reportFault(fault: Fault, text: string, report: ReportText): void {
  const { code: kind, start, end } = fault;
  const code = kind === "NON_STRING_KEY" ? "yaml-key" : kind === "TAG_RESOLVE_FAILED" ? "yaml-tag" : "yaml-syntax";
  const message = code === "yaml-key" ? "a key must be a plain or quoted string" : lowerFirst(fault.message);
  const hint = HINTS[kind];
  report({ code, message, start: Math.min(start, text.length), end, ...(hint === undefined ? {} : { hint }) });
}

/** Thrown through the composer to end it, and caught right outside. */
class TooManyFaults extends Error {}

type Source = number | readonly number[] | { readonly offset: number; readonly source?: string };

function rangeOf(source: Source): { start: number; end: number } {
  if (typeof source === "number") return { start: source, end: source + 1 };
  if ("offset" in source) return { start: source.offset, end: source.offset + (source.source?.length ?? 1) };
  return { start: source[0] ?? 0, end: source[1] ?? 0 };
}

/**
 * A composer whose faults go to `faults` and end it after so many. The library makes an Error with a stack for each, which in
 * a text of a million faults takes many seconds; its own handler is the one place to keep it from that.
 */
function boundedComposer(faults: Fault[], most: number): Composer {
  const composer = new Composer(OPTIONS);
  Reflect.set(composer, "onError", (source: Source, code: string, message: string, warning?: boolean): void => {
    if (warning === true) return;
    faults.push({ code, message, ...rangeOf(source) });
    if (faults.length > most) throw new TooManyFaults();
  });
  return composer;
}

/**
 * Text -> the one YAML document in it, or undefined where it was refused. The text is taken token by token, so that depth and
 * size are known before the recursive part of the parser sees any of it.
 */
export function parseYaml(text: string, limits: DocumentLimits, report: ReportText): Document | undefined {
  const faults: Fault[] = [];
  try {
    const document = compose(text, boundedComposer(faults, limits.maxDiagnostics), faults, limits, report);
    for (const fault of faults) reportFault(fault, text, report);
    return document === undefined || faults.length > 0 ? undefined : document;
  } catch (thrown) {
    for (const fault of faults) reportFault(fault, text, report);
    if (thrown instanceof TooManyFaults) return undefined;
    // Whatever else the parser trips over is in the text too; a document is never a reason to stop the process.
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    report({ code: "yaml-syntax", message: `the text cannot be read: ${lowerFirst(message)}`, start: 0, end: 0 });
    return undefined;
  }
}

function compose(
  text: string,
  composer: Composer,
  faults: Fault[],
  limits: DocumentLimits,
  report: ReportText,
): Document | undefined {
  const parser = new Parser();
  let document: Document | undefined;
  let tokens = 0;
  const several = (start: number): void => {
    report({
      code: "several-documents",
      message: "the file holds more than one YAML document",
      start,
      end: start + 3,
      hint: "put each scenario into a file of its own",
    });
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") {
        faults.push({ code: "UNEXPECTED_TOKEN", message: token.message, ...rangeOf(token) });
        if (faults.length > limits.maxDiagnostics) throw new TooManyFaults();
        continue;
      }
      for (const found of composer.next(token)) {
        // The composer gives a document when the next one has begun.
        document ??= found as Document;
      }
      if (token.type === "document" && document !== undefined) {
        several(token.offset);
        return undefined;
      }
    }
    const at = parser.offset;
    if (++tokens > limits.maxTokens) {
      report({
        code: "too-many-tokens",
        message: `the document has too many tokens; the limit maxTokens is ${limits.maxTokens}`,
        start: at,
        end: at,
      });
      return undefined;
    }
    // One entry of the parser's stack is a level; the document and a scalar being read take two more.
    if (parser.stack.length > limits.maxDepth + 2) {
      report({
        code: "nesting-too-deep",
        message: `nested too deep; the limit maxDepth is ${limits.maxDepth} levels`,
        start: at,
        end: at,
      });
      return undefined;
    }
  }
  for (const token of parser.end()) for (const found of composer.next(token)) document ??= found as Document;
  const rest = [...composer.end(document === undefined, text.length)] as Document[];
  if (document !== undefined && rest[0] !== undefined) {
    several(rest[0].range?.[0] ?? 0);
    return undefined;
  }
  return document ?? rest[0];
}
