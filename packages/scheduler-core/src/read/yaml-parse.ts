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

function reportErrors(document: Document, text: string, report: ReportText): void {
  for (const error of document.errors) {
    const [start, end] = error.pos;
    const code =
      error.code === "NON_STRING_KEY" ? "yaml-key" : error.code === "TAG_RESOLVE_FAILED" ? "yaml-tag" : "yaml-syntax";
    const message = code === "yaml-key" ? "a key must be a plain or quoted string" : lowerFirst(error.message);
    const hint = HINTS[error.code];
    report({ code, message, start: Math.min(start, text.length), end, ...(hint === undefined ? {} : { hint }) });
  }
}

/**
 * Text -> the one YAML document in it, or undefined where it was refused. The text is taken token by token, so that depth and
 * size are known before the recursive part of the parser sees any of it.
 */
export function parseYaml(text: string, limits: DocumentLimits, report: ReportText): Document | undefined {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
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
  document ??= rest[0];
  if (document === undefined) return undefined;
  reportErrors(document, text, report);
  return document;
}
