/** Longer names are not compared: nobody mistypes one that long by a letter. */
const LONGEST = 64;

/** Of more candidates only so many are compared: a hostile document has many of them, and many names to compare them with. */
export const MOST_COMPARED = 1_000;

/**
 * The candidate that a mistyped name was most likely meant to be, or nothing when none is near: a third of the longer name may
 * differ, at most 3 characters. Names of one or two characters are near only to themselves in letters of the other case.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  let left = MOST_COMPARED;
  const folded = name.toLowerCase();
  for (const candidate of candidates) {
    if (left-- === 0) break;
    const allowed = Math.min(bestDistance - 1, tolerance(name, candidate));
    if (candidate.length > LONGEST || Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = editDistance(folded, candidate.toLowerCase(), allowed);
    if (distance > allowed) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `did you mean "x"?`, or nothing when no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const candidate = closest(name, candidates);
  return candidate === undefined ? undefined : `did you mean "${candidate}"?`;
}

function tolerance(name: string, candidate: string): number {
  return Math.min(3, Math.floor(Math.max(name.length, candidate.length) / 3));
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), as far as they are at most `allowed`;
 * else something more. Only the cells within `allowed` of the diagonal can matter.
 */
function editDistance(a: string, b: string, allowed: number): number {
  const beyond = allowed + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row: number[] = [i];
    const from = Math.max(1, i - allowed);
    const until = Math.min(b.length, i + allowed);
    let least = from === 1 ? i : beyond;
    for (let j = from; j <= until; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] ?? beyond) + 1,
        (row[j - 1] ?? beyond) + 1,
        (last[j - 1] ?? beyond) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? beyond) + 1);
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > allowed) return beyond;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? beyond;
}
