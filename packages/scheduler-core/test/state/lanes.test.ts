import fc from "fast-check";
import { expect, test } from "vitest";
import { Lanes } from "../../src/state/lanes.ts";
import { play } from "./support/play.ts";
import { nodeOf, scenarioOf } from "./support/sketch.ts";

test("order within and across lanes under load: lowest lane first, first in, first out", () => {
  const size = 20_000;
  const nodes = Array.from({ length: size }, (_, at) => nodeOf(`n${at}`, [`p${(at * 37) % 64}`], []));
  const expected = nodes
    .map((node, at) => ({ id: node.id, lane: (at * 37) % 64, at }))
    .toSorted((a, b) => a.lane - b.lane || a.at - b.at);
  expect(play(scenarioOf(nodes), { concurrency: 16 }).started).toEqual(expected.map(({ id }) => id));
});

test("what becomes ready later goes behind what waits in its lane, and before higher lanes", () => {
  const nodes = [
    nodeOf(
      "a",
      ["p0"],
      ["x", "y"].map((to) => ({ to, trigger: { on: "succeeded" as const } })),
    ),
    nodeOf("b", ["p10"], []),
    nodeOf("c", ["p20"], []),
    nodeOf("x", ["p10"], []),
    nodeOf("y", ["p5"], []),
  ];
  expect(play(scenarioOf(nodes)).started).toEqual(["a", "y", "b", "x", "c"]);
});

/** Invariants 1 to 3 of `lanes.ts`, against sorted lists. */
test("push, remove and first agree with sorted lists", () => {
  const step = fc.record({ task: fc.nat(99), lane: fc.nat(63) });
  const agrees = (steps: { task: number; lane: number }[]): void => {
    const lanes = new Lanes(100);
    let model: { task: number; lane: number }[] = [];
    for (const { task, lane } of steps) {
      const held = model.find((each) => each.task === task);
      if (held === undefined) {
        lanes.push(task, lane);
        model.push({ task, lane });
      } else {
        lanes.remove(task, held.lane);
        model = model.filter((each) => each !== held);
      }
      const lowest = model.toSorted((a, b) => a.lane - b.lane)[0];
      expect(lanes.first()).toBe(lowest?.task ?? -1);
      expect(lanes.list(lane)).toEqual(model.filter((each) => each.lane === lane).map((each) => each.task));
      expect(lanes.count).toBe(model.length);
    }
  };
  fc.assert(fc.property(fc.array(step, { maxLength: 150 }), agrees), { numRuns: 100 });
});
