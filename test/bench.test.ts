import { checkScenario } from "@scheduler-components/core";
import { expect, test } from "vitest";
import { understoodScenario } from "../bench/fixtures/understood.ts";
import { writtenScenario } from "../bench/fixtures/written.ts";
import { alternate, median, quantile } from "../bench/harness/rounds.ts";
import { judge, type RowDefinition } from "../bench/harness/row.ts";

const row = (of: Partial<RowDefinition>): RowDefinition => ({
  name: "r",
  unit: "ms",
  comparison: "at-most",
  goal: 1.4,
  peer: "p",
  ...of,
});

test.each<[string, Partial<RowDefinition>, { ours: number; peer?: number }, { ratio: number | null; ok: boolean }]>([
  ["a time within its goal", {}, { ours: 14, peer: 10 }, { ratio: 1.4, ok: true }],
  ["a time beyond its goal", {}, { ours: 15, peer: 10 }, { ratio: 1.5, ok: false }],
  [
    "a rate that reaches its goal",
    { comparison: "at-least", goal: 20 },
    { ours: 200, peer: 10 },
    { ratio: 20, ok: true },
  ],
  ["a rate below its goal", { comparison: "at-least", goal: 20 }, { ours: 190, peer: 10 }, { ratio: 19, ok: false }],
  ["a figure without a peer", { goal: 600 }, { ours: 601 }, { ratio: null, ok: false }],
])("%s", (_name, of, measured, expected) => {
  expect(judge(row(of), { name: "r", ...measured })).toMatchObject(expected);
});

test("rounds alternate, the first are left out, and the median of the rest counts", async () => {
  const calls: string[] = [];
  const side =
    (name: string) =>
    (round: number): number => {
      calls.push(`${name}${round}`);
      return round === 0 ? 1000 : round;
    };
  expect(await alternate({ a: side("a"), b: side("b") }, { rounds: 3, warmup: 1 })).toEqual({ a: 2, b: 2 });
  expect(calls).toEqual(["a0", "b0", "b1", "a1", "a2", "b2", "b3", "a3"]);
});

test.each<[readonly number[], number]>([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each<[number, number]>([
  [0.5, 50],
  [0.99, 99],
  [1, 100],
])("of the numbers to 100, %d do not exceed %d", (part, expected) => {
  const numbers = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(quantile(numbers, part)).toBe(expected);
});

test("a generated scenario is valid, and none of its parts repeats", () => {
  const { ok, scenario, diagnostics } = checkScenario(JSON.stringify(writtenScenario(50, 3)));
  expect(diagnostics).toEqual([]);
  expect(ok).toBe(true);
  const distinct = (values: readonly unknown[]): boolean =>
    new Set(values.map((v) => JSON.stringify(v))).size === values.length;
  expect(distinct(scenario?.actions.map((action) => action.with) ?? [0, 0])).toBe(true);
  expect(distinct(scenario?.actions.map((action) => action.export) ?? [0, 0])).toBe(true);
  expect(
    distinct(scenario?.nodes.flatMap((node) => node.edges.map((edge) => edge.trigger.condition ?? edge.to)) ?? []),
  ).toBe(true);
});

test("another seed gives another scenario, to the last id", () => {
  const ids = (seed: number): string[] => JSON.stringify(writtenScenario(20, seed)).match(/"id":"[^"]+"/g) ?? [];
  expect(ids(1)).toHaveLength(60);
  expect(ids(1).filter((id) => ids(2).includes(id))).toEqual([]);
});

test("a chain has an edge from every task but the last; independent tasks have none", () => {
  const edges = (shape: "chain" | "independent"): number[] =>
    understoodScenario(3, { edges: shape }).nodes.map((node) => node.edges.length);
  expect(edges("chain")).toEqual([1, 1, 0]);
  expect(edges("independent")).toEqual([0, 0, 0]);
});
