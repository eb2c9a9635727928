import type { JsonValue } from "../json/value.ts";
import type { Problem } from "../diagnostics/diagnostic.ts";
import { decodeText } from "./decode.ts";
import { readJson, type ReadResult } from "./json.ts";
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from "./limits.ts";
import { LineIndex } from "./lines.ts";
import type { Locator } from "./locate.ts";
import type { TextProblem, TextRange } from "./problem.ts";
import { yamlLocator } from "./yaml-locate.ts";
import { parseYaml } from "./yaml-parse.ts";
import { yamlValue } from "./yaml-value.ts";

/** A document that was read: its value, and where the parts of it stand. */
export interface ReadDocument {
  /** The text without its byte order mark; what offsets count in. */
  readonly text: string;
  /** Undefined where the text gave none. */
  readonly value: JsonValue | undefined;
  /** Problems of the text. With any of them the document is refused; the value may still be looked at for more. */
  readonly problems: readonly TextProblem[];
  readonly locate: (place: Problem["at"]) => TextRange;
  /** Made when first asked for. */
  readonly lines: () => LineIndex;
}

function readYaml(text: string, limits: DocumentLimits, report: (problem: TextProblem) => void): ReadResult {
  const document = parseYaml(text, limits, report);
  // What a broken text seems to say would only give misleading problems.
  if (document === undefined) return {};
  const { value, targets } = yamlValue(document, limits, report);
  const locator = yamlLocator(text, document, targets);
  return { value, locator };
}

/** Reads YAML (JSON is a part of it, with a faster way). Hostile text is refused within the limits; nothing is thrown. */
export function readDocument(input: string | Uint8Array, limits?: Partial<DocumentLimits>): ReadDocument {
  const bounds: DocumentLimits = { ...DEFAULT_DOCUMENT_LIMITS, ...limits };
  const problems: TextProblem[] = [];
  const report = (problem: TextProblem): void => {
    if (problems.length <= bounds.maxDiagnostics) problems.push(problem);
  };
  const text = decodeText(input, bounds, report);
  let index: LineIndex | undefined;
  const shown = text ?? (typeof input === "string" && input.length <= bounds.maxBytes ? input : "");
  const lines = (): LineIndex => (index ??= new LineIndex(shown));
  let result: ReadResult = {};
  if (text !== undefined) {
    const json = /^\s*\{/.test(text) ? readJson(text, bounds, report) : undefined;
    result = json ?? readYaml(text, bounds, report);
  }
  const locator: Locator = result.locator ?? (() => ({ start: 0, end: 0 }));
  return { text: shown, value: result.value, problems, locate: locator, lines };
}
