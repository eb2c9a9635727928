/** One memory or table, in pages or elements, and how many of it come into being. */
export interface Claim {
  readonly times: number;
  readonly minimum: number;
  /** Infinity where none is declared. */
  readonly maximum: number;
}

/**
 * A maximum for each claim, so that all of them together stay within `budget`, each counted as often as it comes into being. What
 * the minimums leave is shared in proportion to them: toolchains put small helpers beside the one memory that grows. No claim gets
 * more than it declares, and what it leaves goes to the others. Undefined where the minimums alone are more than the budget.
 */
export function allot(claims: readonly Claim[], budget: number): readonly number[] | undefined {
  let left = budget - claims.reduce((sum, { times, minimum }) => sum + times * minimum, 0);
  if (!(left >= 0)) return undefined;
  // One more than the minimum, so that an empty memory may grow too.
  const weightOf = ({ times, minimum }: Claim): number => times * (minimum + 1);
  let weights = claims.reduce((sum, claim) => sum + weightOf(claim), 0);
  const given = new Map<Claim, number>();
  // Whoever needs least of its share first: what it leaves is there for those after it.
  const wish = ({ minimum, maximum }: Claim): number => (maximum - minimum) / (minimum + 1);
  for (const claim of claims.toSorted((a, b) => compare(wish(a), wish(b)))) {
    const { times, minimum, maximum } = claim;
    // What never comes into being takes nothing, and must still be valid.
    if (times === 0) {
      given.set(claim, Math.min(maximum, Math.max(minimum, budget)));
      continue;
    }
    const share = Math.floor((left * (minimum + 1)) / weights);
    const more = Math.min(maximum - minimum, share);
    given.set(claim, minimum + more);
    left -= times * more;
    weights -= weightOf(claim);
  }
  return claims.map((claim) => given.get(claim) ?? claim.minimum);
}

/** Infinity less itself is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
