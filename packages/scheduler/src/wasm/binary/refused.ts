import type { BinaryRefusal, BinaryRefusalCode } from "./types.ts";

/**
 * Ends the reading of a binary from any depth. It stays within this folder: what is exported catches it and gives the refusal as
 * a value.
 */
export class Refused extends Error {
  readonly refusal: BinaryRefusal;

  constructor(refusal: BinaryRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function refuse(code: BinaryRefusalCode, message: string): never {
  throw new Refused({ code, message });
}

/** Bytes of a name as they can be shown anywhere: printable ASCII, the rest as `\xNN`, cut after 60. */
export function shown(bytes: Uint8Array): string {
  const part = [...bytes.subarray(0, 60)].map((byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`,
  );
  return `"${part.join("")}${bytes.length > 60 ? "…" : ""}"`;
}
