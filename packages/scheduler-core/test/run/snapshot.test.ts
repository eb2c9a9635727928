import { describe, expect, test } from "vitest";
import { checkScenario } from "../../src/check/check-scenario.ts";
import { createRun } from "../../src/run/create-run.ts";
import { Gates } from "../../src/run/gates.ts";
import { recall, replay, type JournalEntry } from "../../src/run/journal.ts";
import { beginRun, nextTask, startAttempt } from "../../src/run/lifecycle.ts";
import { DEFAULT_RUN_LIMITS } from "../../src/run/limits.ts";
import { reopenAttempt } from "../../src/run/attempt.ts";
import type { Run } from "../../src/run/run.ts";
import { endAttempt } from "../../src/run/settle.ts";
import { forgetRecorded, restore, takeSnapshot } from "../../src/run/snapshot.ts";
import { takeOutcome } from "../../src/run/take-outcome.ts";
import { reportRun } from "../../src/run/report.ts";
import { pack, unpack } from "../../src/state/packed.ts";
import type { JsonValue } from "../../src/json/value.ts";

const SECRET = "hunter2-hunter2";

function created(text: string): Run {
  const { scenario, diagnostics } = checkScenario(text);
  if (scenario === undefined) throw new Error(JSON.stringify(diagnostics));
  const secrets = scenario.secrets.length === 0 ? {} : { TOKEN: SECRET };
  const made = createRun(scenario, { runId: "r", secrets });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.run;
}

/** A run with a journal, and what it holds. */
function kept(text: string): { readonly run: Run; readonly journal: JournalEntry[] } {
  const run = created(text);
  const journal: JournalEntry[] = [];
  run.journal = (entry) => void journal.push(JSON.parse(JSON.stringify(entry)) as JournalEntry);
  return { run, journal };
}

function step(run: Run, output: JsonValue, at = 0): void {
  const attempt = startAttempt(run, nextTask(run), at);
  endAttempt(
    run,
    attempt,
    takeOutcome({ status: "succeeded", output }, DEFAULT_RUN_LIMITS),
    undefined,
    at,
    Math.random,
  );
}

function asText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

const first = { id: "a", call: "test.a", export: [{ type: "variable", name: "v", value: "outcome.output.v" }] };

function scenarioWith(parameters: JsonValue): string {
  return JSON.stringify({
    version: "1.0",
    name: "snapshot",
    secrets: ["TOKEN"],
    inputs: { type: "object", properties: { i: { type: "integer", default: 5 } } },
    actions: { actions: [first, { id: "b", call: "test.b", with: parameters }] },
    workflows: {
      nodes: [
        { id: "one", type: "action", action: "a", edges: [{ to: "two" }, { to: "three" }] },
        { id: "two", type: "action", action: "b" },
        { id: "three", type: "action", action: "a", edges: [{ to: "four" }] },
        { id: "four", type: "action", action: "a" },
      ],
    },
  });
}

describe("an attempt that was under way gets the parameters that it had", () => {
  test.each<[string, JsonValue]>([
    ["without a template", { plain: 1 }],
    ["made of a secret", { header: "Bearer {{ secrets.TOKEN }}" }],
    ["made of an export that changed meanwhile", { v: "{{ exports.v }}" }],
    [
      "made of a node that was waiting then",
      { status: "{{ nodes.three.status }}", has: "{{ has(nodes.three.output) }}" },
    ],
    ["made of the outcome that reached it", { v: "{{ outcome.output.v }}", whole: "{{ outcome }}" }],
    ["made of what is the same all along", { i: "{{ inputs.i }}", id: "{{ run.id }}/{{ task.id }}/{{ task.visit }}" }],
    ["made of all that and a secret", { all: "{{ secrets.TOKEN + string(exports.v) + nodes.three.status }}" }],
  ])("%s", (_name, parameters) => {
    const { run, journal } = kept(scenarioWith(parameters));
    beginRun(run, 0);
    step(run, { v: 1 });
    const { action } = startAttempt(run, run.state.taskIndex("two"), 1);
    expect(action).toBeDefined();
    step(run, { v: 2 });
    expect(run.exports.values["v"]).toBe(2);
    const snapshot = takeSnapshot(run);
    expect(JSON.stringify(snapshot)).not.toContain(SECRET);
    const again = created(scenarioWith(parameters));
    expect(restore(again, asText(snapshot))).toBe(true);
    expect(reopenAttempt(again, 1, 9).action).toEqual(action);
    const replayed = created(scenarioWith(parameters));
    for (const entry of journal) replay(replayed, entry);
    expect(reopenAttempt(replayed, 1, 9).action).toEqual(action);
    expect(reopenAttempt(again, 1, 9)).toMatchObject({ startedAt: 9, waitMs: 9, visit: 1, attempt: 1 });
  });

  test("where what it saw cannot be told there is no snapshot until it has ended, and folding renders it at once", () => {
    const text = scenarioWith({
      status: "{{ nodes[inputs.i > 1 ? 'three' : 'one'].status }}",
      exports: "{{ exports }}",
    });
    const { run, journal } = kept(text);
    beginRun(run, 0);
    step(run, { v: 1 });
    const attempt = startAttempt(run, run.state.taskIndex("two"), 1);
    expect(takeSnapshot(run)).toBeUndefined();
    step(run, { v: 2 });
    const replayed = created(text);
    for (const entry of journal) replay(replayed, entry);
    expect(reopenAttempt(replayed, 1, 9).action).toEqual(attempt.action);
    endAttempt(run, attempt, takeOutcome({ status: "succeeded" }, DEFAULT_RUN_LIMITS), undefined, 2, Math.random);
    expect(takeSnapshot(run)).toBeDefined();
  });
});

describe("a snapshot", () => {
  const text = scenarioWith({});

  test("of a run that goes on lets it forget what it has recorded: the journal tells it at the end", () => {
    const runs = [kept(text), kept(text)] as const;
    for (const { run } of runs) beginRun(run, 0);
    for (let at = 0; at < 4; at++) {
      for (const { run } of runs) step(run, { v: at });
      if (at === 1) forgetRecorded(runs[1].run);
    }
    const [whole, lean] = runs;
    expect(lean.run.traces.map(({ seq }) => seq)).toEqual([3, 4]);
    recall(
      lean.run,
      lean.journal.filter((_, at) => at < lean.journal.length / 2),
    );
    expect(reportRun(lean.run, 9)).toEqual(reportRun(whole.run, 9));
  });

  test("has what waits for room in a gate in its place, as folding the journal has", () => {
    const grouped = JSON.stringify({
      version: "1.0",
      name: "gates",
      concurrency_groups: { narrow: 1 },
      actions: {
        actions: [
          { id: "n", call: "test.n", concurrency_group: "narrow" },
          { id: "w", call: "test.w" },
        ],
      },
      workflows: {
        nodes: ["n", "n", "w", "n", "w", "n"].map((action, at) => ({ id: `t${at}`, type: "action", action })),
      },
    });
    const { run, journal } = kept(grouped);
    const gates = new Gates(run, () => {});
    beginRun(run, 0);
    const start = (): string => {
      const attempt = startAttempt(run, gates.next(1), 1);
      gates.enter(attempt.plan.def);
      return attempt.taskId;
    };
    expect([start(), start()]).toEqual(["t0", "t2"]);
    // Looking for the next puts what is in its way aside; leaving gives the first of them back.
    expect(run.state.taskId(gates.next(1))).toBe("t4");
    gates.leave(run.scenario.actions[0]!);
    const folded = created(grouped);
    for (const entry of journal) replay(folded, entry);
    expect(takeSnapshot(run)).toEqual(takeSnapshot(folded));
    expect(takeSnapshot(run)?.state.ready).toEqual([1, 3, 4, 5]);
  });

  test("lets a rate limit hold across it", () => {
    const limited = JSON.stringify({
      version: "1.0",
      name: "rates",
      actions: { actions: [{ id: "a", call: "test.a", rate_limit: { count: 2, per: "10s" } }] },
      workflows: { nodes: [0, 1, 2, 3, 4].map((at) => ({ id: `t${at}`, type: "action", action: "a" })) },
    });
    const { run } = kept(limited);
    beginRun(run, 0);
    step(run, 1, 1_000);
    step(run, 2, 9_000);
    const again = created(limited);
    expect(restore(again, asText(takeSnapshot(run)))).toBe(true);
    forgetRecorded(run);
    for (const resumed of [again, run]) {
      const gates = new Gates(resumed, () => {});
      gates.recall(10_000);
      expect(gates.next(10_000)).toBe(-1);
      expect(gates.freeAt(resumed.scenario.actions[0]!)).toBe(11_000);
    }
    // What no limit counts any more is forgotten.
    const later = created(limited);
    expect(restore(later, asText(takeSnapshot(run)))).toBe(true);
    step(later, 3, 20_000);
    expect(takeSnapshot(later)?.recent).toEqual([["a", 20_000]]);
  });

  const damage: readonly [string, (snapshot: { [key: string]: unknown }) => unknown][] = [
    ["nothing at all", () => undefined],
    ["null", () => null],
    ["a text", () => "snapshot"],
    ["a later version", (snapshot) => ({ ...snapshot, version: 2 })],
    ["no version", (snapshot) => ({ ...snapshot, version: undefined })],
    ["a part that is missing", (snapshot) => ({ ...snapshot, state: undefined })],
    ["numbers that are cut off", (snapshot) => stateOf(snapshot, { status: [3] })],
    ["more tasks than there are", (snapshot) => stateOf(snapshot, { tasks: 9 })],
    ["numbers of more tasks than there are", (snapshot) => stateOf(snapshot, { flags: [0, 1e9] })],
  ];

  function stateOf(snapshot: { [key: string]: unknown }, state: object): unknown {
    return { ...snapshot, state: { ...(snapshot["state"] as object), ...state } };
  }

  test.each(damage)("that is damaged or unknown is not restored: %s", (_name, change) => {
    const { run } = kept(text);
    beginRun(run, 0);
    step(run, { v: 1 });
    const snapshot = asText(takeSnapshot(run)) as { [key: string]: unknown };
    expect(restore(created(text), snapshot)).toBe(true);
    expect(restore(created(text), change(snapshot))).toBe(false);
  });

  test("of another scenario is not restored", () => {
    const { run } = kept(text);
    const other = JSON.parse(text) as { workflows: { nodes: { edges?: unknown }[] } };
    delete other.workflows.nodes[2]?.edges;
    expect(restore(created(JSON.stringify(other)), asText(takeSnapshot(run)))).toBe(false);
  });
});

test.each<[readonly number[], readonly number[]]>([
  [[], []],
  [
    [3, 3, 3],
    [3, 1, 0, 2],
  ],
  [
    [-1, 0, 1, 2, 3],
    [-1, 1, 1, 4],
  ],
  [
    [0, 0, 0, 5, 4, 3],
    [0, 3, 5, 1, -1, 2],
  ],
  [
    [4294967295, 0, -2147483648],
    [4294967295, 1, -4294967295, 1, -2147483648, 1],
  ],
])("%j packs as %j", (numbers, packed) => {
  expect(pack(numbers, numbers.length)).toEqual(packed);
  const into: number[] = [];
  unpack(packed, numbers.length, into);
  expect(into).toEqual(numbers);
});
