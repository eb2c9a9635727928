import { describe, expect, test } from "vitest";
import { dotGraph } from "../../src/graph/dot.ts";
import { mermaidGraph } from "../../src/graph/mermaid.ts";
import type { GraphView } from "../../src/graph/view.ts";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";

const LOOP = `version: "1.0"
name: loop
actions:
  actions:
    - { id: work, call: std.noop }
workflows:
  nodes:
    - { id: start, type: action, action: work, priority: 3, edges: [{ to: step }] }
    - id: step
      type: action
      action: work
      edges:
        - { to: check, label: next }
    - id: check
      type: decision
      edges:
        - { to: step, trigger: { condition: 'task.visit < 3 && "a<b" != ""' } }
        - { to: end, trigger: { on: else } }
    - { id: end, type: end, terminate: true }
`;

test("json has nodes, edges, conditions and loops", async () => {
  const { code, stdout } = await runCli(["graph", "-", "--format", "json"], { stdin: LOOP });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    name: "loop",
    nodes: [
      { id: "start", type: "action", action: "work", call: "std.noop", lane: 3, join: "all" },
      { id: "step", type: "action", action: "work", call: "std.noop", lane: 32, join: "all", loop: 0 },
      { id: "check", type: "decision", join: "all", loop: 0 },
      { id: "end", type: "end", join: "all", terminate: true },
    ],
    edges: [
      { from: "start", to: "step", on: "succeeded", back: false },
      { from: "step", to: "check", label: "next", on: "succeeded", back: false },
      { from: "check", to: "step", on: "always", condition: 'task.visit < 3 && "a<b" != ""', back: true },
      { from: "check", to: "end", on: "else", back: false },
    ],
    loops: [{ entry: "step", nodes: ["step", "check"] }],
  });
});

test("a node says what undoes it", async () => {
  const stdin = LOOP.replace(
    "call: std.noop",
    "call: std.noop, compensate: { call: std.log, with: { message: undone } }",
  );
  const { stdout } = await runCli(["graph", "-", "--format", "json"], { stdin });
  expect(JSON.parse(stdout).nodes.map(({ compensation }: { compensation?: string }) => compensation)).toEqual([
    "std.log",
    "std.log",
    undefined,
    undefined,
  ]);
  expect((await runCli(["graph", "-"], { stdin })).stdout).toContain("start<br/>std.noop<br/>undone by std.log");
  expect((await runCli(["run", "-", "--dry-run"], { stdin })).stdout).toContain(
    "no edge leads to it; undone by std.log",
  );
});

test("a node says for what it is carried out", async () => {
  const stdin = LOOP.replace("type: action", 'type: action, for_each: "{{ [1, 2] }}"');
  const { stdout } = await runCli(["graph", "-", "--format", "json"], { stdin });
  expect(JSON.parse(stdout).nodes[0].forEach).toBe("{{ [1, 2] }}");
  expect((await runCli(["graph", "-"], { stdin })).stdout).toContain("for each of {{ [1, 2] }}");
  expect((await runCli(["run", "-", "--dry-run"], { stdin })).stdout).toContain(
    "no edge leads to it; once for each of {{ [1, 2] }}",
  );
});

test("mermaid draws loops as frames and back edges dotted, and escapes what it must", async () => {
  const { code, stdout } = await runCli(["graph", "-"], { stdin: LOOP });
  expect(code).toBe(0);
  expect(stdout).toBe(`flowchart TD
  n0["start<br/>std.noop"]
  n3(["end<br/>end, terminates"])
  subgraph loop0["loop at step"]
    n1["step<br/>std.noop"]
    n2{"check<br/>decision"}
  end
  n0 --> n1
  n1 -->|"next"| n2
  n2 -.->|"task.visit #lt; 3 #amp;#amp; #quot;a#lt;b#quot; != #quot;#quot;"| n1
  n2 -->|"else"| n3
`);
});

test("dot draws loops as clusters", async () => {
  const { code, stdout } = await runCli(["graph", "-", "--format", "dot"], { stdin: LOOP });
  expect(code).toBe(0);
  expect(stdout).toContain("subgraph cluster_0 {");
  expect(stdout).toContain(String.raw`"check" -> "step" [label="task.visit < 3 && \"a<b\" != \"\"", style=dashed];`);
});

test("a scenario that is not valid: exit 1, diagnostics on stderr, nothing on stdout", async () => {
  const cwd = folderWith({ "a.yaml": LOOP.replace("to: check", "to: chek") });
  const { code, stdout, stderr } = await runCli(["graph", "a.yaml"], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("a.yaml:13:");
});

test("a file that cannot be read: exit 2", async () => {
  expect(await runCli(["graph", "missing.yaml"])).toMatchObject({ code: 2, stdout: "" });
});

describe("hostile names cannot break out of a drawing", () => {
  const view: GraphView = {
    name: 'x" ; evil',
    nodes: [{ id: "a", type: "action", call: 'std."]\nclick a href "javascript:1"', join: "all" }],
    edges: [{ from: "a", to: "a", label: '"| b\n  c["', on: "always", back: false }],
    loops: [],
  };

  test("mermaid", () => {
    expect(mermaidGraph(view).split("\n")).toHaveLength(4);
    expect(mermaidGraph(view).match(/"/g)).toHaveLength(4);
  });

  test("dot", () => {
    expect(dotGraph(view).split("\n")).toHaveLength(6);
  });
});
