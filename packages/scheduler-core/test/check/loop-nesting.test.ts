import fc from "fast-check";
import { expect, test } from "vitest";
import { checkScenario } from "../../src/check/check-scenario.ts";
import { loopNestedDeeperThan } from "../../src/check/loop-nesting.ts";
import { normalizeScenario } from "../../src/scenario/normalize.ts";
import { createRunState } from "../../src/state/create.ts";

type Targets = readonly (readonly number[])[];

const written = (targets: Targets) => ({
  version: "1.0" as const,
  name: "t",
  workflows: {
    nodes: targets.map((list, index) => ({
      id: `n${index}`,
      type: "decision" as const,
      edges: list.map((to) => ({ to: `n${to}` })),
    })),
  },
});

/** Each node leads to the next, the last to all. */
const nested = (depth: number): Targets =>
  Array.from({ length: depth }, (_, index) =>
    index < depth - 1 ? [index + 1] : Array.from({ length: depth }, (_node, to) => to),
  );

/** As the graph of the run finds it. */
function depthOfRun(targets: Targets): number {
  const { loops } = createRunState(normalizeScenario(written(targets))).graph;
  const depths: number[] = [];
  for (const { parent } of loops) depths.push(parent < 0 ? 1 : (depths[parent] ?? 0) + 1);
  return Math.max(0, ...depths);
}

const graphs = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.array(fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 4 }), {
    minLength: count,
    maxLength: count,
  }),
);

test("as deep as the loops of the run are", () => {
  fc.assert(
    fc.property(graphs, (targets) => {
      const depth = depthOfRun(targets);
      expect(loopNestedDeeperThan(depth, targets)).toBe(-1);
      if (depth > 0) expect(loopNestedDeeperThan(depth - 1, targets)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each([
  ["as many as allowed", 32, []],
  ["one more", 33, ["loops-too-deep"]],
] as const)("loops inside one another: %s", (_name, depth, codes) => {
  const { diagnostics } = checkScenario(JSON.stringify(written(nested(depth))));
  expect(diagnostics.map(({ code }) => code)).toEqual(codes);
});

test("an operator may allow more", () => {
  expect(checkScenario(JSON.stringify(written(nested(40))), { limits: { maxLoopNesting: 40 } }).ok).toBe(true);
});

// Looking for every level took time with the square of their number.
test("a hundred thousand loops inside one another are refused in seconds", () => {
  const before = performance.now();
  expect(loopNestedDeeperThan(32, nested(100_000))).toBe(32);
  expect(performance.now() - before).toBeLessThan(10_000);
});
