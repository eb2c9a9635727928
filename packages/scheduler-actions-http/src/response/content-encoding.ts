import { HttpFailure } from "../errors.ts";
import { LIMITS } from "../options.ts";
import type { Platform } from "../platform/platform.ts";

/** The encodings to take off, the outermost first; empty for none. */
export function encodingsOf(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  const text = typeof header === "string" ? header : header.join(",");
  return text
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity")
    .reverse();
}

/** RFC 9110 means zlib by `deflate`, some servers send raw deflate; a zlib header says 8 in its low bits. */
export function isRawDeflate(body: Uint8Array): boolean {
  return ((body[0] ?? 0) & 0x0f) !== 8;
}

/**
 * The body without its content encodings, never more than `maxBytes`. A body in an encoding that nobody asked for and that is
 * not known stays as it is.
 */
export async function decompress(
  platform: Platform,
  body: Uint8Array,
  encodings: readonly string[],
  maxBytes: number,
  where: string,
): Promise<Uint8Array | HttpFailure> {
  if (encodings.length > LIMITS.contentEncodings) {
    return new HttpFailure(
      "invalid-encoding",
      `${where}: ${encodings.length} content encodings on top of each other, at most ${LIMITS.contentEncodings} are taken off.`,
    );
  }
  let current = body;
  for (const encoding of encodings) {
    if (current.length === 0) return current;
    const decoded = await platform.decode(current, encoding, maxBytes);
    if (decoded === undefined) return current;
    if (decoded === "too-large") {
      return new HttpFailure(
        "response-too-large",
        `${where}: the response's body, decompressed, is larger than response.max_bytes, ${maxBytes} bytes.`,
      );
    }
    if (!(decoded instanceof Uint8Array)) {
      const message = `${where}: the response's body is not ${encoding}, though its header says so.`;
      return new HttpFailure("invalid-encoding", message, { causes: [decoded] });
    }
    current = decoded;
  }
  return current;
}
