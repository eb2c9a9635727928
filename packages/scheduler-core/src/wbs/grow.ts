/** Typed arrays that grow by doubling, so that adding n entries one by one costs O(n). */

/** The next capacity that holds `needed` entries. */
export function nextCapacity(capacity: number, needed: number): number {
  return Math.max(needed, capacity * 2, 8);
}

export function growUint8(array: Uint8Array, capacity: number): Uint8Array {
  const grown = new Uint8Array(capacity);
  grown.set(array);
  return grown;
}

export function growUint32(array: Uint32Array, capacity: number): Uint32Array {
  const grown = new Uint32Array(capacity);
  grown.set(array);
  return grown;
}

export function growFloat64(array: Float64Array, capacity: number): Float64Array {
  const grown = new Float64Array(capacity);
  grown.set(array);
  return grown;
}

/** New entries are `fill`. */
export function growInt32(array: Int32Array, capacity: number, fill = 0): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(array);
  if (fill !== 0) grown.fill(fill, array.length);
  return grown;
}
