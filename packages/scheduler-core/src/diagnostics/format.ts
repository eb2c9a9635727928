import { LineIndex } from "../read/lines.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { displayWidth, expandLine } from "./width.ts";

export interface FormatOptions {
  /** Named before line and column; default `scenario`. */
  readonly file?: string;
  /** Escape sequences for colour; default false. */
  readonly color?: boolean;
  /** Replaces what must not be shown (a secret pasted into the document) in a line before it is printed. */
  readonly redact?: (line: string) => string;
}

/** Lines longer than this are shown around the problem only. */
const LONGEST_LINE = 160;

type Paint = (style: keyof typeof STYLES, text: string) => string;
const STYLES = { bold: 1, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

function clip(line: string, start: number, end: number): { line: string; start: number; end: number } {
  if (line.length <= LONGEST_LINE) return { line, start, end };
  let from = Math.max(0, Math.min(start - 60, line.length - LONGEST_LINE));
  // A surrogate pair is not cut in half.
  if (/[\udc00-\udfff]/.test(line.charAt(from))) from -= 1;
  const until = Math.min(line.length, from + LONGEST_LINE);
  const before = from > 0 ? "…" : "";
  const shift = from - before.length;
  const cut = before + line.slice(from, until).toWellFormed() + (until < line.length ? "…" : "");
  return { line: cut, start: start - shift, end: Math.min(end - shift, cut.length) };
}

function frame(diagnostic: Diagnostic, lines: LineIndex, options: FormatOptions, paint: Paint): string[] {
  const redact = options.redact ?? ((line: string): string => line);
  const color = diagnostic.severity === "error" ? "red" : "yellow";
  const gutter = String(diagnostic.line).length;
  const bar = paint("blue", "|");
  const pad = " ".repeat(gutter);
  const result = [`${pad} ${bar}`];
  const before = redact(lines.text(diagnostic.line - 1));
  if (diagnostic.line > 1 && before.trim() !== "") {
    const shown = clip(before, 0, 0).line;
    result.push(`${paint("blue", String(diagnostic.line - 1).padStart(gutter))} ${bar} ${expandLine(shown)}`);
  }
  const whole = lines.text(diagnostic.line);
  const start = diagnostic.column - 1;
  const end = diagnostic.endLine > diagnostic.line ? whole.length : diagnostic.endColumn - 1;
  const text = redact(whole);
  // Where something was redacted on this line its columns no longer count.
  const clipped = text === whole ? clip(text, start, end) : clip(text, 0, 0);
  result.push(`${paint("blue", String(diagnostic.line).padStart(gutter))} ${bar} ${expandLine(clipped.line)}`);
  if (text === whole) {
    const indent = displayWidth(clipped.line.slice(0, clipped.start));
    const width = Math.max(1, displayWidth(clipped.line.slice(clipped.start, clipped.end), indent));
    result.push(`${pad} ${bar} ${" ".repeat(indent)}${paint(color, "^".repeat(width))}`);
  }
  return result;
}

/**
 * Diagnostics as text for people: file, line and column, message, the line itself with the place underlined, and the hint.
 * Ends with a line break unless there is nothing to say.
 */
export function formatDiagnostics(
  text: string,
  diagnostics: readonly Diagnostic[],
  options: FormatOptions = {},
): string {
  const paint: Paint = (style, said) => (options.color === true ? `\u001b[${STYLES[style]}m${said}\u001b[0m` : said);
  const lines = new LineIndex(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const file = options.file ?? "scenario";
  const blocks: string[] = [];
  for (const diagnostic of diagnostics) {
    const color = diagnostic.severity === "error" ? "red" : "yellow";
    const where =
      diagnostic.line > 0 ? `${file}:${diagnostic.line}:${diagnostic.column}` : `${file}#${diagnostic.path}`;
    const head = `${paint("bold", where)}: ${paint(color, `${diagnostic.severity}[${diagnostic.code}]`)}: ${expandLine(diagnostic.message)}`;
    const block = [head];
    if (diagnostic.line > 0 && diagnostic.line <= lines.count) block.push(...frame(diagnostic, lines, options, paint));
    if (diagnostic.hint !== undefined) {
      const pad = " ".repeat(diagnostic.line > 0 ? String(diagnostic.line).length : 0);
      block.push(`${pad} ${paint("cyan", "=")} hint: ${expandLine(diagnostic.hint)}`);
    }
    blocks.push(block.join("\n"));
  }
  return blocks.length === 0 ? "" : `${blocks.join("\n\n")}\n`;
}
