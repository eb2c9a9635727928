import type { RequestPlatform } from "../platform/platform.ts";
import { wellFormed } from "./url.ts";

export interface MultipartPart {
  readonly name: string;
  /** Undefined for a plain field. */
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly content: Uint8Array;
}

export interface EncodedBody {
  readonly content: Uint8Array;
  readonly contentType: string;
}

/** `multipart/form-data` as browsers write it (RFC 7578; HTML, "multipart/form-data encoding algorithm"). */
export function encodeMultipart(parts: readonly MultipartPart[], platform: RequestPlatform): EncodedBody {
  const boundary = platform.boundary(parts.map(({ content }) => content));
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    let head = `--${boundary}\r\ncontent-disposition: form-data; name="${escape(part.name)}"`;
    if (part.filename !== undefined) head += `; filename="${escape(part.filename)}"`;
    if (part.contentType !== undefined) head += `\r\ncontent-type: ${part.contentType}`;
    chunks.push(encoder.encode(`${head}\r\n\r\n`), part.content, encoder.encode("\r\n"));
  }
  chunks.push(encoder.encode(`--${boundary}--\r\n`));
  return { content: concatenated(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

function escape(text: string): string {
  return wellFormed(text)
    .replace(/\r\n|\r|\n/g, "%0D%0A")
    .replaceAll('"', "%22");
}

function concatenated(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((total, { byteLength }) => total + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return all;
}
