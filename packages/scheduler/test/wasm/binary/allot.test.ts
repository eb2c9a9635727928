import fc from "fast-check";
import { expect, test } from "vitest";
import { allot, type Claim } from "../../../src/wasm/binary/allot.ts";

const claim = (minimum: number, maximum = Infinity, times = 1): Claim => ({ minimum, maximum, times });

test.each<[string, Claim[], number, readonly number[] | undefined]>([
  ["nothing", [], 10, []],
  ["one without a maximum gets all", [claim(1)], 10, [10]],
  ["one with a smaller maximum keeps it", [claim(1, 3)], 10, [3]],
  ["one that begins at the budget cannot grow", [claim(10)], 10, [10]],
  ["one that begins beyond it is refused", [claim(11)], 10, undefined],
  ["a helper beside the one that grows gets little", [claim(22), claim(0), claim(0)], 1024, [943, 40, 41]],
  ["what one leaves goes to the other", [claim(1, 2), claim(1)], 10, [2, 8]],
  ["what comes into being twice counts twice", [claim(1, Infinity, 2)], 10, [5]],
  ["what never comes into being takes nothing", [claim(50, 60, 0), claim(1)], 10, [50, 10]],
  ["no budget", [claim(0)], 0, [0]],
  ["a budget that is no number", [claim(0)], Number.NaN, undefined],
])("%s", (_name, claims, budget, given) => {
  expect(allot(claims, budget)).toEqual(given);
});

const claims = fc.array(
  fc
    .record({ times: fc.nat(20), minimum: fc.nat(5000), more: fc.oneof(fc.nat(5000), fc.constant(Infinity)) })
    .map(({ times, minimum, more }): Claim => ({ times, minimum, maximum: minimum + more })),
  { maxLength: 20 },
);

test("never more than the budget together, never less than a minimum, never more than a maximum", () => {
  fc.assert(
    fc.property(claims, fc.nat(1_000_000), (given, budget) => {
      const least = given.reduce((sum, { times, minimum }) => sum + times * minimum, 0);
      const maximums = allot(given, budget);
      if (least > budget) {
        expect(maximums).toBeUndefined();
        return;
      }
      const got = maximums ?? expect.fail("refused");
      const total = given.reduce((sum, { times }, at) => sum + times * (got[at] ?? 0), 0);
      expect(total).toBeLessThanOrEqual(budget);
      for (const [at, { minimum, maximum }] of given.entries()) {
        expect(got[at]).toBeGreaterThanOrEqual(minimum);
        expect(got[at]).toBeLessThanOrEqual(maximum);
      }
      // What is left over is less than one more for each that wants more.
      const wanting = given.filter(({ maximum }, at) => (got[at] ?? 0) < maximum);
      const most = wanting.reduce((sum, { times }) => sum + times, 0);
      if (most > 0) expect(budget - total).toBeLessThan(most);
    }),
  );
});
