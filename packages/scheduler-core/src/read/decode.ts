import type { DocumentLimits } from "./limits.ts";
import type { ReportText } from "./problem.ts";

/** Marks and zero bytes by which the other Unicode encodings of YAML 1.2 §5.2 are recognised. */
function otherEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? "UTF-32" : "UTF-16";
  if (a === 0xfe && b === 0xff) return "UTF-16";
  if (a === 0 && b === 0) return "UTF-32";
  if (a !== undefined && a !== 0 && b === 0) return c === 0 && d === 0 ? "UTF-32" : "UTF-16";
  if (a === 0 && b !== undefined && b !== 0) return "UTF-16";
  return undefined;
}

function firstInvalidByte(bytes: Uint8Array): number {
  // Decoding the longest valid prefix finds the place; halving keeps it linear enough for a document within limits.
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      // `stream` accepts a sequence that is cut off at the end.
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
// YAML 1.2 §5.1: the printable characters leave these out.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

function codeOf(text: string, index: number): string {
  return `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Text in UTF-8, without its byte order mark; undefined where it is not text that may be read on. */
export function decodeText(input: string | Uint8Array, limits: DocumentLimits, report: ReportText): string | undefined {
  const refuse = (
    code: "document-too-large" | "encoding" | "control-character",
    message: string,
    at: number,
    hint?: string,
  ): undefined => {
    report({ code, message, start: at, end: at, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  };
  const tooLarge = (size: string): undefined =>
    refuse("document-too-large", `the document has ${size} bytes; the limit maxBytes is ${limits.maxBytes}`, 0);
  let text: string;
  if (typeof input === "string") {
    // A UTF-16 unit takes one to three bytes in UTF-8, so most texts need no counting.
    if (input.length > limits.maxBytes) return tooLarge(`more than ${input.length}`);
    if (input.length * 3 > limits.maxBytes) {
      const bytes = new TextEncoder().encode(input).length;
      if (bytes > limits.maxBytes) return tooLarge(String(bytes));
    }
    text = input;
  } else {
    if (input.length > limits.maxBytes) return tooLarge(String(input.length));
    const encoding = otherEncoding(input);
    if (encoding !== undefined) {
      return refuse("encoding", `the document is not in UTF-8; it looks like ${encoding}`, 0, "save it as UTF-8");
    }
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input);
    } catch {
      const byte = firstInvalidByte(input);
      return refuse(
        "encoding",
        `the document is not valid UTF-8: byte ${byte} cannot be decoded`,
        0,
        "save it as UTF-8",
      );
    }
  }
  if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
  if (!text.isWellFormed()) {
    const at = text.search(LONE_SURROGATE);
    return refuse("encoding", `${codeOf(text, at)} is half of a surrogate pair, not a character`, at);
  }
  const control = text.search(CONTROL);
  if (control >= 0) {
    return refuse(
      "control-character",
      `the control character ${codeOf(text, control)} may not stand in a document`,
      control,
      'inside double quotes it can be written as an escape, such as "\\u0001"',
    );
  }
  return text;
}
