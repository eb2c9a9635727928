/**
 * A bound for what the transpiler's code copies out of a guest's memory before any function of the host runs.
 *
 * A list of a million byte lists may point a million times at the same megabyte: the copies would be a terabyte, outside of the
 * heap that a worker's `resourceLimits` bound. Each copy is an `ArrayBuffer.prototype.slice`, so that is what is counted,
 * on this thread, between one entry into the host and the next. Text is copied onto the heap, which is bounded already.
 */
import { WasiTrap } from "./ports.ts";

let allowance = Number.POSITIVE_INFINITY;
let left = Number.POSITIVE_INFINITY;

/**
 * Bounds the copies of one call on this thread, for as long as it lives. For a thread that holds a guest and nothing else: every
 * `slice` of the thread counts. Gives what takes the bound away again.
 */
export function guardLifting(maxBytes: number): () => void {
  allowance = left = maxBytes;
  const undo = [counted(ArrayBuffer.prototype), counted(SharedArrayBuffer.prototype)];
  return () => {
    allowance = left = Number.POSITIVE_INFINITY;
    for (const restore of undo) restore();
  };
}

/** A function of the host was entered, or a call begins: what was copied for it is its own now. */
export function refillLifting(): void {
  left = allowance;
}

function counted<B>(prototype: { slice: (begin?: number, end?: number) => B }): () => void {
  const original = prototype.slice;
  prototype.slice = function (this: ArrayBufferLike, begin = 0, end = this.byteLength): B {
    // A pointer or length beyond 2^31 comes as a negative number, which counts from the end.
    const bytes = Math.max(0, placeOf(end, this.byteLength) - placeOf(begin, this.byteLength));
    if (bytes > left) throw new WasiTrap("limit-reached", `one call hands over more than ${allowance} bytes in lists`);
    left -= bytes;
    return Reflect.apply(original, this, [begin, end]) as B;
  };
  return () => void (prototype.slice = original);
}

function placeOf(index: number, length: number): number {
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length);
}
