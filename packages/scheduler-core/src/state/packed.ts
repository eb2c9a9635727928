/**
 * Whole numbers one after another, as JSON: pairs of how much the next numbers grow each by, and how many of them do. What is the same for
 * many tasks in a row, or grows by one from each to the next, costs a pair.
 */
export type Packed = readonly number[];

export function pack(numbers: ArrayLike<number>, length: number): Packed {
  const pairs: number[] = [];
  let before = 0;
  let step = 0;
  let count = 0;
  for (let at = 0; at < length; at++) {
    const number = numbers[at] ?? 0;
    if (count > 0 && number - before === step) count++;
    else {
      if (count > 0) pairs.push(step, count);
      step = number - before;
      count = 1;
    }
    before = number;
  }
  if (count > 0) pairs.push(step, count);
  return pairs;
}

/** Throws where that is not what was packed: another length, or no list of pairs. */
export function unpack(pairs: Packed, length: number, into: { [index: number]: number }): void {
  let at = 0;
  let number = 0;
  for (let pair = 0; pair < pairs.length; pair += 2) {
    const step = pairs[pair];
    const count = pairs[pair + 1];
    if (step === undefined || count === undefined || !(count > 0) || at + count > length)
      throw new RangeError("The numbers are not as they were packed.");
    for (const end = at + count; at < end; at++) into[at] = number += step;
  }
  if (at !== length) throw new RangeError("The numbers are not as they were packed.");
}
