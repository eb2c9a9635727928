import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { HttpFailure } from "../errors.ts";
import { LIMITS } from "../options.ts";

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);
const brotliAsync = promisify(brotliDecompress);

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

/**
 * The body without its content encodings. Never makes more than `maxBytes`: zlib stops there. A body in an encoding that nobody
 * asked for and that is not known stays as it is.
 */
export async function decompress(
  body: Buffer,
  encodings: readonly string[],
  maxBytes: number,
  where: string,
): Promise<Buffer | HttpFailure> {
  if (encodings.length > LIMITS.contentEncodings) {
    return new HttpFailure(
      "invalid-encoding",
      `${where}: ${encodings.length} content encodings on top of each other, at most ${LIMITS.contentEncodings} are taken off.`,
    );
  }
  let current = body;
  for (const encoding of encodings) {
    if (current.length === 0) return current;
    try {
      const next = await decode(current, encoding, maxBytes);
      if (!next) return current;
      current = next;
    } catch (error) {
      const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
      if (code === "ERR_BUFFER_TOO_LARGE") {
        return new HttpFailure(
          "response-too-large",
          `${where}: the response's body, decompressed, is larger than response.max_bytes, ${maxBytes} bytes.`,
        );
      }
      const causes = [
        { code: code === "" ? "zlib" : code, message: error instanceof Error ? error.message : String(error) },
      ];
      return new HttpFailure(
        "invalid-encoding",
        `${where}: the response's body is not ${encoding}, though its header says so.`,
        { causes },
      );
    }
  }
  return current;
}

function decode(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> | undefined {
  // zlib refuses 0.
  const options = { maxOutputLength: Math.max(1, maxBytes) };
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return gunzipAsync(body, options);
    case "br":
      return brotliAsync(body, options);
    case "deflate":
      // RFC 9110 means zlib, some servers send raw deflate; a zlib header says 8 in its low bits.
      return ((body[0] ?? 0) & 0x0f) === 8 ? inflateAsync(body, options) : inflateRawAsync(body, options);
    default:
      return undefined;
  }
}
