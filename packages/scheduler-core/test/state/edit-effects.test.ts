/** What accepted edits do to the run, and that refused ones do nothing. */
import { expect, test } from "vitest";
import type { WbsEdit } from "../../src/outcome/outcome.ts";
import type { FailureMode } from "../../src/scenario/scenario.ts";
import { addEdge, addTask, register, removeEdge, removeTask, update } from "./support/edits.ts";
import { play } from "./support/play.ts";
import { sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

interface Effect {
  readonly name: string;
  readonly graph: string;
  readonly edits: WbsEdit[];
  /** Whose first visit asks for the edits. */
  readonly by?: string;
  readonly outcomes?: { readonly [id: string]: string };
  readonly onFailure?: FailureMode;
  readonly visits: string;
  readonly skipped?: string;
  readonly result?: string;
}

const EFFECTS: Effect[] = [
  {
    name: "a ready member removed from a loop that goes on: the loop still ends",
    graph: "s p0 -> a\nz p1\na -> b\nb -> a if no, c\nc",
    by: "z",
    edits: [removeTask("a")],
    visits: "s z",
    skipped: "a b c",
  },

  { name: "an added task is ready at once without after", graph: "a -> b\nb", edits: [addTask("z")], visits: "a z b" },
  {
    name: "an added task is ready when its after tasks are decided",
    graph: "a\nb\nc",
    edits: [addTask("z", ["a", "b"])],
    visits: "a b c z",
  },
  {
    name: "those already done count with their outcome",
    graph: "d\na",
    by: "a",
    edits: [addTask("y", ["d"])],
    visits: "d a y",
  },
  {
    name: "a failed one already done: skipped",
    graph: "d -> x on failed\na\nx",
    outcomes: { d: "f" },
    by: "a",
    edits: [addTask("y", ["d"])],
    visits: "d a x",
    skipped: "y",
  },
  {
    name: "after the task itself, on its own outcome",
    graph: "a -> b on failed\nb",
    edits: [addTask("z", ["a"])],
    visits: "a z",
    skipped: "b",
  },
  {
    name: "an added task holds up its targets",
    graph: "a -> b\nb",
    edits: [addTask("z", ["a"], ["b"])],
    visits: "a z b",
  },
  {
    name: "a refused batch takes no effect and fails the task",
    graph: "a -> b, c on failed\nb\nc",
    edits: [addTask("z"), removeTask("nope")],
    visits: "a c",
    skipped: "b",
  },
  {
    name: "the edges are decided in the graph with the edits",
    graph: "a -> b\nb\nc -> d\nd",
    edits: [removeEdge("a", "b"), addEdge("a", "d")],
    visits: "a c d",
    skipped: "b",
  },
  {
    name: "a removed task's edges count as not taken",
    graph: "a\nb -> c, d\nc\ne -> d\nd",
    edits: [removeTask("b")],
    visits: "a e d",
    skipped: "b c",
  },
  {
    name: "what edits set free stands in their order, before the task's own edges",
    graph: "d p0 -> x, y, z\nb -> x\nc -> y\ne p1 -> z\nx\ny\nz",
    by: "e",
    edits: [removeTask("c"), removeTask("b")],
    visits: "d e y x z",
    skipped: "b c",
  },
  {
    name: "a task added after one that is added by the same batch",
    graph: "a",
    edits: [addTask("y", ["a"]), addTask("z", ["y"])],
    visits: "a y z",
  },
  {
    name: "a removed member of a loop is skipped in every round",
    graph: "s -> a\na -> b, c\nb -> c\nc -> a if v<3",
    by: "s",
    edits: [removeTask("b")],
    visits: "s a c a c a c",
    skipped: "b",
  },
  {
    name: "without its entry a loop has nothing to do",
    graph: "s -> a\na -> b\nb -> a\nx",
    by: "s",
    edits: [removeTask("a")],
    visits: "s x",
    skipped: "a b",
  },
  {
    name: "without its back edge a loop has one round",
    graph: "s -> a\na -> b\nb -> a, c\nc",
    by: "s",
    edits: [removeEdge("b", "a")],
    visits: "s a b c",
  },
  {
    name: "a loop that loses its edge from outside is skipped",
    graph: "s\na -> a\nt -> a\ny",
    by: "s",
    edits: [removeEdge("t", "a")],
    visits: "s t y",
    skipped: "a",
  },
  {
    name: "an edge added from a loop that goes on takes effect when it ends",
    graph: "a -> b\nb -> a if v<2\nz p60 -> y\ny",
    by: "a",
    edits: [addEdge("b", "y")],
    visits: "a b a b z y",
  },
  {
    name: "after a member of a loop that goes on: its last visit counts",
    graph: "a -> b\nb -> a if v<2\n",
    by: "b",
    edits: [addTask("z", ["a"])],
    visits: "a b a b z",
  },
  {
    name: "after a task below a join: any: visited as often",
    graph: "a -> n\nb -> n\nn any",
    edits: [addTask("z", ["n"])],
    visits: "a b n n z z",
  },
  {
    name: "a new priority moves a ready task to the end of its new lane",
    graph: "a p0\nb p7\nc p5\nd p5",
    edits: [update("b", { priority: 5 })],
    visits: "a c d b",
  },
  {
    name: "the same priority leaves it where it is",
    graph: "a\nb\nc",
    edits: [update("b", { priority: 32 })],
    visits: "a b c",
  },
  {
    name: "a new action brings its priority",
    graph: "a\nb\nc",
    edits: [update("c", { action: "eager" })],
    visits: "a c b",
  },
  {
    name: "a registered action is usable at once",
    graph: "a\nb",
    edits: [register("first", "std.noop", 1), addTask("z", [], [], { action: "first" })],
    visits: "a z b",
  },
  {
    name: "a task added below an unhandled failure does not start",
    graph: "a\nb",
    outcomes: { a: "f" },
    onFailure: "continue",
    by: "b",
    edits: [addTask("z", ["a", "b"]), addTask("y", ["b"])],
    visits: "a b y",
    skipped: "z",
    result: "unhandled-failure",
  },
];

test.each(EFFECTS.map((row) => [row.name, row] as const))("effect: %s", (_, row) => {
  const player = play(sketch(row.graph, row.onFailure), {
    edits: { [row.by ?? "a"]: row.edits },
    ...(row.outcomes === undefined ? {} : { outcomes: row.outcomes }),
  });
  expect(player.started.join(" ")).toBe(row.visits);
  expect(player.having("skipped")).toBe(row.skipped ?? "");
  expect(player.state.result?.error?.code ?? player.state.result?.status).toBe(row.result ?? "succeeded");
  expect(player.fold()).toEqual(snapshot(player.state));
});

test("a registered action takes the scenario's defaults", () => {
  const player = play({ ...sketch("a"), defaultTimeout: 1234 }, { edits: { a: [register("z", "std.set", 7)] } });
  const { defaultRetry } = sketch("a");
  expect(player.state.actionOf("z")).toEqual({
    id: "z",
    call: "std.set",
    priority: 7,
    timeout: 1234,
    retry: defaultRetry,
    export: [],
  });
});

test("a scenario with more tasks than allowed fails at once", () => {
  const player = play(sketch("a\nb\nc"), { maxTasks: 2 });
  expect(player.state.result).toMatchObject({ status: "failed", error: { code: "max-tasks" } });
  expect(player.started).toEqual([]);
});
