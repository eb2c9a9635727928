import { drop, type InputStream, type OutputStream } from "./types.ts";

/** `wasi:io` takes no more in one blocking write. */
const MOST_AT_ONCE = 4096;
const PIECE = 64 * 1024;

export function writeText(open: () => OutputStream, text: string): void {
  const bytes = new TextEncoder().encode(text);
  const stream = open();
  for (let at = 0; at < bytes.length; at += MOST_AT_ONCE)
    stream.blockingWriteAndFlush(bytes.subarray(at, at + MOST_AT_ONCE));
  drop(stream);
}

/** All that comes, but no more than about `maxBytes`. */
export function readStream(open: () => InputStream, maxBytes: number): Uint8Array {
  const stream = open();
  const pieces: Uint8Array[] = [];
  for (let size = 0; size < maxBytes;) {
    const piece = next(stream);
    if (piece === undefined) break;
    pieces.push(piece);
    size += piece.length;
  }
  drop(stream);
  return joined(pieces);
}

function next(stream: InputStream): Uint8Array | undefined {
  try {
    return new Uint8Array(stream.blockingRead(BigInt(PIECE)));
  } catch (error) {
    if (isClosed(error)) return undefined;
    throw error;
  }
}

function isClosed(error: unknown): boolean {
  const found = typeof error === "object" && error !== null && "payload" in error ? error.payload : error;
  return typeof found === "object" && found !== null && "tag" in found && found.tag === "closed";
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
