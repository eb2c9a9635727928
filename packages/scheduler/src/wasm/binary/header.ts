import type { Reader } from "./reader.ts";

/** Four bytes `\0asm`, then version and layer in four more. */
export const HEADER_BYTES = 8;

/** Version and layer, after the four bytes `\0asm`. */
export const CORE_MODULE = 0x0000_0001;
export const COMPONENT = 0x0001_000d;

/** Whether the eight bytes of a header follow; the reader does not move. */
export function hasHeader(reader: Reader, version: number): boolean {
  if (reader.end - reader.at < HEADER_BYTES) return false;
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + reader.at, HEADER_BYTES);
  return view.getUint32(0, true) === 0x6d73_6100 && view.getUint32(4, true) === version;
}
