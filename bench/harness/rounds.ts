/** Alternating rounds and their medians: both sides see the same machine, whatever else it does meanwhile. */

export type Sides<Name extends string> = Readonly<Record<Name, (round: number) => number | Promise<number>>>;

/**
 * Runs every side once a round, in turn; what a side gives (a time or a rate) is its figure for that round. The first
 * `warmup` rounds are left out. No collection is forced between rounds: V8 then throws away optimised code with the object
 * shapes that it was made for, and what follows is no longer warm.
 */
export async function alternate<Name extends string>(
  sides: Sides<Name>,
  { rounds, warmup }: { readonly rounds: number; readonly warmup: number },
): Promise<Record<Name, number>> {
  const names = Object.keys(sides) as Name[]; // The keys of a literal: exactly `Name`.
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds + warmup; round++) {
    // Each other round begins with the other side, so that neither always follows the other's garbage.
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const figure = await sides[name](round);
      if (round >= warmup) figures.get(name)?.push(figure);
    }
  }
  const medians = [...figures].map(([name, values]) => [name, median(values)] as const);
  return Object.fromEntries(medians) as Record<Name, number>; // As above.
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Milliseconds that the work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Pieces of work in a second. */
export async function rateOf(count: number, work: () => unknown): Promise<number> {
  return (count / (await timed(work))) * 1000;
}

/** The value that this part of all does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}
