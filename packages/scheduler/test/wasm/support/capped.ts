import { capComponent, plainComponent, type CapResult } from "../../../src/wasm/binary/cap.ts";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import type { ComponentCaps } from "../../../src/wasm/binary/types.ts";

/** Read and capped. */
export function capBytes(bytes: Uint8Array, caps: ComponentCaps): CapResult {
  const read = readComponent(bytes);
  return read.ok ? capComponent(read, caps) : read;
}

/** Read, and with its own limits. */
export function plainBytes(bytes: Uint8Array): CapResult {
  const read = readComponent(bytes);
  return read.ok ? plainComponent(read) : read;
}
