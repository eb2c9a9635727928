/**
 * Whoever adds a field to a run or its state decides here whether a snapshot holds it. A field that it holds has its name there; what is
 * derived, or means nothing between events, is listed with the reason.
 */
import { expect, test } from "vitest";
import { checkScenario } from "../../src/check/check-scenario.ts";
import { createRun } from "../../src/run/create-run.ts";
import type { Run } from "../../src/run/run.ts";
import { takeSnapshot } from "../../src/run/snapshot.ts";

const TEXT = `
version: "1.0"
name: fields
actions: { actions: [{ id: a, call: test.call, compensate: { call: test.undo }, export: [{ type: metric, name: m, value: "1" }] }] }
workflows:
  nodes:
    - { id: t, type: action, action: a, edges: [{ to: u }] }
    - { id: u, type: action, action: a, edges: [{ to: t, trigger: { on: failed } }] }
    - { id: e, type: action, action: a, for_each: "{{ [1] }}" }
`;

function created(): Run {
  const made = createRun(checkScenario(TEXT).scenario!, { runId: "r" });
  if (!made.ok) throw new Error("not created");
  // As an edit makes it, so that a snapshot tells of the graph.
  made.run.state.graph.setNode(1, { ...made.run.state.nodeOf(1), priority: 1 });
  return made.run;
}

interface Fields {
  readonly of: (run: Run) => object | undefined;
  /** What the snapshot has of it. */
  readonly kept: (run: Run) => object;
  readonly derived: { readonly [field: string]: string };
}

const parts: { readonly [name: string]: Fields } = {
  Run: {
    of: (run) => run,
    kept: (run) => takeSnapshot(run)!,
    derived: {
      id: "given",
      scenario: "given",
      limits: "given",
      scope: "made of what is given",
      planner: "compiled when needed",
      plans: "compiled when needed",
      conditions: "compiled when needed",
      redactor: "made of the secrets and `hidden`",
      traces: "the journal tells them; counted in `past`",
      edits: "the journal tells them; counted in `past`",
      logs: "the journal tells them; counted in `past`",
      lastTrace: "set right before it is read",
      cancelRequested: "set and taken down by one event",
      ended: "the state's phase says so",
      deciding: "set while an event is applied",
      journaledEdits: "how many edits it holds",
      journal: "the shell's",
      listener: "the shell's",
    },
  },
  RunState: {
    of: (run) => run.state,
    kept: (run) => takeSnapshot(run)!.state,
    derived: {
      scenario: "given",
      maxTasks: "given",
      lanes: "`ready`",
      starts: "the scenario's",
    },
  },
  Graph: {
    of: (run) => run.state.graph,
    kept: (run) => ({ ...takeSnapshot(run)!.state, ...takeSnapshot(run)!.state.graph }),
    derived: {
      taskCount: "`tasks`",
      edgeCount: "those written and `graph.edges`",
      numbers: "of the nodes",
      loops: "the scenario's, but for `graph.leaving`",
      kind: "of the nodes",
      loop: "the scenario's",
      firstOut: "of the edges",
      lastOut: "of the edges",
      from: "of the edges",
      to: "of the edges",
      nextOut: "of the edges",
      exitLoop: "of the edges and the loops",
      lca: "of the edges and the loops",
      edgeDefs: "the edges",
      shared: "how it is held",
    },
  },
  Lanes: {
    of: (run) => run.state.lanes,
    kept: () => ({}),
    derived: {
      count: "all of `ready`",
      links: "`ready`",
      open: "`ready`",
      gates: "the shell's",
      aside: "the shell's",
      orders: "the shell's",
    },
  },
  Loop: {
    of: (run) => run.state.graph.loops[0],
    kept: () => ({ leaving: [] }),
    derived: {
      parent: "the scenario's",
      end: "the scenario's",
      entry: "the scenario's",
      members: "the scenario's",
      inner: "the scenario's",
    },
  },
  Compensations: {
    of: (run) => run.state.compensations,
    kept: (run) => takeSnapshot(run)!.state.compensations!,
    derived: {},
  },
  Items: {
    of: (run) => run.state.items,
    kept: (run) => takeSnapshot(run)!.state.items!,
    derived: {},
  },
  Rounds: {
    of: (run) => run.state.rounds[0],
    kept: (run) => takeSnapshot(run)!.state.rounds[0]!,
    derived: {},
  },
  Metric: {
    of: (run) => run.exports.metrics["m"],
    kept: (run) => takeSnapshot(run)!.metrics[0]![1],
    derived: {},
  },
};

test.each(Object.entries(parts))("every field of %s is in a snapshot, or derived", (_name, { of, kept, derived }) => {
  const run = created();
  const fields = Object.keys(of(run) ?? {});
  expect(fields.length).toBeGreaterThan(0);
  const held = new Set(Object.keys(kept(run)));
  const expected = fields.filter((field) => !held.has(field));
  expect(Object.keys(derived).toSorted()).toEqual(expected.toSorted());
});
