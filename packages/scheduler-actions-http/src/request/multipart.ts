import { randomBytes } from "node:crypto";
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
export function encodeMultipart(parts: readonly MultipartPart[]): EncodedBody {
  // 144 random bits: a part cannot hold it by accident, nor by intent.
  const boundary = `----scheduler-${randomBytes(18).toString("hex")}`;
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    let head = `--${boundary}\r\ncontent-disposition: form-data; name="${escape(part.name)}"`;
    if (part.filename !== undefined) head += `; filename="${escape(part.filename)}"`;
    if (part.contentType !== undefined) head += `\r\ncontent-type: ${part.contentType}`;
    chunks.push(Buffer.from(`${head}\r\n\r\n`), part.content, Buffer.from("\r\n"));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { content: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

function escape(text: string): string {
  return wellFormed(text)
    .replace(/\r\n|\r|\n/g, "%0D%0A")
    .replaceAll('"', "%22");
}
