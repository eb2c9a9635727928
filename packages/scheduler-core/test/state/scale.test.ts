/** Up to a million tasks: no call stack in depth, an event costs what it touches. */
import { expect, test } from "vitest";
import type { WorkflowNode } from "../../src/scenario/scenario.ts";
import { createRunState } from "../../src/state/create.ts";
import { nextReady } from "../../src/state/lanes.ts";
import { transition } from "../../src/state/transition.ts";
import { scenarioOf } from "./support/sketch.ts";

const OK = { status: "succeeded" as const };
const SIZE = 1_000_000;

const LARGE = 200_000;

function nodes(
  size: number,
  edgesOf: (at: number) => readonly number[],
  on: "succeeded" | "failed" = "succeeded",
): WorkflowNode[] {
  const shared = { type: "action" as const, action: "act", join: "all" as const, maxVisits: 1, terminate: false };
  return Array.from({ length: size }, (_, at) => ({
    id: `n${at}`,
    ...shared,
    edges: edgesOf(at).map((to) => ({ to: `n${to}`, trigger: { on } })),
  }));
}

const next = (at: number): number[] => (at + 1 < SIZE ? [at + 1] : []);

test("a chain that is skipped as a whole by one event", () => {
  const state = createRunState(scenarioOf(nodes(SIZE, next, "failed")), { maxTasks: SIZE });
  transition(state, { type: "begun", at: 0 });
  transition(state, { type: "started", task: 0, at: 1 });
  expect(transition(state, { type: "completed", task: 0, outcome: OK, taken: [], at: 2 })).toEqual([{ type: "ended" }]);
  expect(state.statusOf(SIZE - 1)).toBe("skipped");
}, 30_000);

test("a star whose centre waits for all", () => {
  const state = createRunState(scenarioOf(nodes(LARGE, (at) => (at === 0 ? [] : [0]))), { maxTasks: LARGE });
  transition(state, { type: "begun", at: 0 });
  let done = 0;
  for (let task = nextReady(state); task >= 0; task = nextReady(state)) {
    transition(state, { type: "started", task, at: 1 });
    const edge = state.graph.firstOut[task]!;
    transition(state, { type: "completed", task, outcome: OK, taken: edge < 0 ? [] : [edge], at: 2 });
    if (++done === LARGE - 1) expect(nextReady(state)).toBe(0);
  }
  expect([done, state.phase]).toEqual([LARGE, "ended"]);
});

test("one loop of many nodes is found without recursion", () => {
  const state = createRunState(scenarioOf(nodes(LARGE, (at) => [(at + 1) % LARGE])), { maxTasks: LARGE });
  expect(state.graph.loops.map(({ entry, members }) => [entry, members.length])).toEqual([[0, LARGE]]);
});
