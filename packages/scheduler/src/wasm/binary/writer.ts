import type { Range } from "./plan.ts";

/** Bytes in parts, put together once at the end. A part is made of others, or a range of the bytes that were read. */
export class Writer {
  readonly #source: Uint8Array;
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  get size(): number {
    return this.#size;
  }

  copy({ start, end }: Range): void {
    this.#push(this.#source.subarray(start, end));
  }

  write(...bytes: readonly number[]): void {
    this.#push(Uint8Array.from(bytes));
  }

  /** LEB128; exact up to 2^53. */
  unsigned(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    do {
      const low = rest % 0x80;
      rest = (rest - low) / 0x80;
      bytes.push(rest > 0 ? low | 0x80 : low);
    } while (rest > 0);
    this.write(...bytes);
  }

  /** A section: its id, its size in as few bytes as it takes, and what `fill` writes. */
  section(id: number, fill: (body: Writer) => void): void {
    this.write(id);
    this.sized(fill);
  }

  /** What `fill` writes, after its size. */
  sized(fill: (body: Writer) => void): void {
    const body = new Writer(this.#source);
    fill(body);
    this.unsigned(body.size);
    for (const part of body.#parts) this.#push(part);
  }

  done(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.#size += part.length;
  }
}
