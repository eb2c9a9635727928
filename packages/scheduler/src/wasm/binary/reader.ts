import { refuse } from "./refused.ts";

/** Reads forward through a part of the bytes, and never beyond it. Every read of a byte moves it on, so reading ends. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte === undefined)
      return refuse("component-malformed", `It ends in the middle of something at ${this.place()}.`);
    this.at += 1;
    return byte;
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    return this.#unsigned(32);
  }

  /** An unsigned LEB128 of at most 64 bits, exact up to 2^53: larger values are only ever compared with far smaller limits. */
  u64(): number {
    return this.#unsigned(64);
  }

  #unsigned(bits: number): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      const low = byte & 0x7f;
      if (shift + 7 > bits && low >= 2 ** (bits - shift)) break;
      value += low * 2 ** shift;
      if (byte < 0x80) return value;
      if (shift + 7 >= bits) break;
    }
    return refuse("component-malformed", `A number has more than ${bits} bits before ${this.place()}.`);
  }

  /** Moves past a signed LEB128. */
  skipSigned(maxBytes: number): void {
    for (let read = 0; read < maxBytes; read++) if (this.byte() < 0x80) return;
    refuse("component-malformed", `A number is too long before ${this.place()}.`);
  }

  /** How many items follow. Each takes at least a byte, so a count beyond what is left is a lie. */
  count(): number {
    const count = this.u32();
    if (count > this.end - this.at) {
      return refuse(
        "component-malformed",
        `${count} items are announced at ${this.place()}, more than there are bytes.`,
      );
    }
    return count;
  }

  /** Moves past `size` bytes and gives a reader of just these. */
  part(size: number): Reader {
    if (size > this.end - this.at) {
      return refuse(
        "component-malformed",
        `${size} bytes are announced at ${this.place()}, and ${this.end - this.at} are there.`,
      );
    }
    const part = new Reader(this.bytes, this.at, this.at + size);
    this.at += size;
    return part;
  }

  expectDone(what: string): void {
    if (!this.done) refuse("component-malformed", `${what} goes on after its end at ${this.place()}.`);
  }

  place(): string {
    return `byte ${this.at}`;
  }

  /** Refuses what no reader here understands: where a name could hide is not known. */
  unknown(what: string, byte: number): never {
    return refuse("component-malformed", `Unknown ${what} 0x${byte.toString(16)} before ${this.place()}.`);
  }
}
