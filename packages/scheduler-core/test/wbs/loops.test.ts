import { expect, test } from "vitest";
import { BACK, buildGraph } from "../../src/wbs/graph.ts";
import { findLoops } from "../../src/wbs/loops.ts";
import { sketch } from "../state/support/sketch.ts";

/** Loops as `entry(members, inner loops)`, back edges as `from>to`, leaving edges as `from>to` by loop. */
function describeLoops(text: string): { loops: string; back: string; leaving: string } {
  const graph = buildGraph(sketch(text));
  findLoops(graph);
  const id = (task: number): string => graph.nodes[task]!.id;
  const edge = (each: number): string => `${id(graph.from[each]!)}>${id(graph.to[each]!)}`;
  const show = (loop: number): string => {
    const { entry, members, inner } = graph.loops[loop]!;
    return `${id(entry)}(${[...members.map(id), ...inner.map(show)].join(" ")})`;
  };
  const outer = graph.loops.flatMap(({ parent }, loop) => (parent < 0 ? [show(loop)] : []));
  const edges = Array.from({ length: graph.edgeCount }, (_, each) => each);
  return {
    loops: outer.join(" "),
    back: edges
      .filter((each) => (graph.edgeFlags[each]! & BACK) !== 0)
      .map(edge)
      .join(" "),
    leaving: graph.loops.map(({ entry, leaving }) => `${id(entry)}: ${leaving.map(edge).join(" ")}`).join("; "),
  };
}

test.each([
  ["none", "a -> b\nb -> c\nc", "", "", ""],
  ["a part of one node without an edge to itself is just a node", "a -> b\nb", "", "", ""],
  ["an edge to itself", "a -> a", "a(a)", "a>a", "a: "],
  ["two nodes", "a -> b\nb -> a", "a(a b)", "b>a", "a: "],
  ["the entry has an edge from outside", "s -> b\na -> b\nb -> a", "b(a b)", "a>b", "b: "],
  ["the first-written of several with one", "s -> c, b\na -> b\nb -> c\nc -> a", "b(a b c)", "a>b", "b: "],
  ["without any the first-written", "c -> a\na -> c", "c(c a)", "a>c", "c: "],
  ["an inner loop", "a -> b\nb -> c\nc -> b, a", "a(a b(b c))", "c>b c>a", "a: ; b: c>a"],
  [
    "what leaves both stands with the outer one",
    "a -> b\nb -> b, c, x\nc -> a\nx",
    "a(a c b(b))",
    "b>b c>a",
    "a: b>x; b: b>c",
  ],
  ["two loops inside one", "a -> b\nb -> b, c\nc -> c, a", "a(a b(b) c(c))", "b>b c>c c>a", "a: ; b: b>c; c: c>a"],
  ["two loops after one another", "a -> b\nb -> a, c\nc -> d\nd -> c", "a(a b) c(c d)", "b>a d>c", "a: b>c; c: "],
  ["three deep", "a -> b\nb -> c\nc -> c, b, a", "a(a b(b c(c)))", "c>c c>b c>a", "a: ; b: c>a; c: c>b"],
  ["the inner entry is where it is entered", "a -> c\nb -> c\nc -> b, a", "a(a c(b c))", "b>c c>a", "a: ; c: c>a"],
])("loops: %s", (_, text, loops, back, leaving) => {
  expect(describeLoops(text)).toEqual({ loops, back, leaving });
});
