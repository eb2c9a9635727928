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
  return all;
}

async function write(writer: WritableStreamDefaultWriter<Uint8Array>, body: Uint8Array): Promise<void> {
  // Each step waits until what came of the one before it was read.
  for (let at = 0; at < body.byteLength; at += STEP) {
    await writer.ready;
    await writer.write(body.slice(at, at + STEP));
  }
  await writer.close();
}
