import type { Decoded } from "./platform.ts";

/** Bytes given to the decompressor at once: what it makes of them, at most 1032 times as many, is held before it is counted. */
const STEP = 4096;

/** Takes bytes out of a format of the Compression Streams standard, never much more than `maxBytes`. Never rejects. */
export async function inflateStream(
  body: Uint8Array,
  format: "gzip" | "deflate" | "deflate-raw",
  maxBytes: number,
): Promise<Decoded> {
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const written = write(writer, body);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) {
        await Promise.allSettled([reader.cancel(), written]);
        return "too-large";
      }
      chunks.push(value);
    }
    await written;
  } catch (error) {
    await written.catch(() => {});
    return { code: "zlib", message: error instanceof Error ? error.message : String(error) };
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.byteLength;
  }
  return isWhole(body, format, all) ? all : { code: "zlib", message: "unexpected end of file" };
}

/**
 * Whether the end of the body says of what came out of it what it should: an engine may take a body that was cut off for a shorter
 * one. `deflate-raw` says nothing at its end.
 */
function isWhole(body: Uint8Array, format: "gzip" | "deflate" | "deflate-raw", out: Uint8Array): boolean {
  if (format === "deflate-raw") return true;
  if (body.byteLength < 4) return false;
  const end = new DataView(body.buffer, body.byteOffset + body.byteLength - 4, 4);
  // RFC 1952, 2.3.1: the length, modulo 2^32. RFC 1950, 2.2: Adler-32.
  return format === "gzip" ? end.getUint32(0, true) === out.byteLength >>> 0 : end.getUint32(0) === adler32(out);
}

/** Sums that stay below 2^32 until they are reduced. */
const ADLER_STEP = 5552;
const ADLER_BASE = 65_521;

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.byteLength; at += ADLER_STEP) {
    const end = Math.min(at + ADLER_STEP, bytes.byteLength);
    for (let index = at; index < end; index++) {
      low += bytes[index] ?? 0;
      high += low;
    }
    low %= ADLER_BASE;
    high %= ADLER_BASE;
  }
  return high * 65_536 + low;
}

async function write(writer: WritableStreamDefaultWriter<Uint8Array>, body: Uint8Array): Promise<void> {
  // Each step waits until what came of the one before it was read.
  for (let at = 0; at < body.byteLength; at += STEP) {
    await writer.ready;
    await writer.write(body.slice(at, at + STEP));
  }
  await writer.close();
}
