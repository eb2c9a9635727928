import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { isRawDeflate } from "../response/content-encoding.ts";
import type { Decoded, Platform, TimeLimit } from "./platform.ts";

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);
const inflateRawAsync = promisify(inflateRaw);
const brotliAsync = promisify(brotliDecompress);

/** Node's own clocks, buffers and zlib. */
export const NODE_PLATFORM: Platform = {
  acceptEncoding: "gzip, deflate, br",
  now: () => performance.now(),
  epoch: () => Date.now(),
  text: (bytes, start) => bufferOf(bytes).toString("utf8", start),
  toBase64: (bytes) => bufferOf(bytes).toString("base64"),
  fromBase64: (text) => Buffer.from(text, "base64"),
  // 144 random bits: a part cannot hold it by accident, nor by intent.
  boundary: () => `----scheduler-${randomBytes(18).toString("hex")}`,
  decode: (body, encoding, maxBytes) => decoding(body, encoding, maxBytes)?.catch(whyNotDecoded),
  limit: limitBySignal,
};

/** undici and zlib give buffers; what others give is looked at as one. */
function bufferOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decoding(body: Uint8Array, encoding: string, maxBytes: number): Promise<Decoded> | undefined {
  // zlib refuses 0.
  const options = { maxOutputLength: Math.max(1, maxBytes) };
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return gunzipAsync(body, options);
    case "br":
      return brotliAsync(body, options);
    case "deflate":
      return isRawDeflate(body) ? inflateRawAsync(body, options) : inflateAsync(body, options);
    default:
      return undefined;
  }
}

function whyNotDecoded(error: unknown): Decoded {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "zlib";
  if (code === "ERR_BUFFER_TOO_LARGE") return "too-large";
  return { code, message: error instanceof Error ? error.message : String(error) };
}

function limitBySignal(timeoutMs: number, signal: AbortSignal | undefined): TimeLimit {
  const timeout = AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
  return {
    signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    deadline: undefined,
    passed: () => timeout.aborted && signal?.aborted !== true,
  };
}
