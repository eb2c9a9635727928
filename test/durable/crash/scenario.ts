/** Random scenarios whose end does not depend on who is faster, so that every way of killing them has to lead to the same. */
import type { JsonObject } from "@scheduler-components/core";
import { pick, type Random } from "../../../packages/scheduler-core/test/state/support/random.ts";

export interface Signal {
  readonly name: string;
  readonly data: JsonObject;
}

/** No sooner than so long after one task was done does another begin. */
export interface Pause {
  readonly from: string;
  readonly to: string;
  readonly ms: number;
}

export interface CrashScenario {
  readonly text: string;
  /** What it runs itself, as `child.yaml`. */
  readonly child: string;
  /** What its waits are answered with. */
  readonly signals: readonly Signal[];
  /** Its sleeps. */
  readonly pauses: readonly Pause[];
  /** Between two attempts of a task. */
  readonly retryMs: number;
}

/** Tasks that are done at most once: how they end depends on when they were killed. */
export const AT_MOST_ONCE: ReadonlySet<string> = new Set(["once"]);

interface Branch {
  readonly random: Random;
  /** A request that says who it is. */
  readonly step: (id: string, edges: object[], more?: StepOptions) => void;
  readonly node: (node: object) => void;
  readonly signal: (signal: Signal) => void;
  readonly pause: (pause: Pause) => void;
}

interface StepOptions {
  readonly ms?: number;
  readonly fails?: number | string;
  readonly output?: unknown;
  /** Of the node. */
  readonly more?: object;
}

const to = (id: string, trigger?: object): object => (trigger === undefined ? { to: id } : { to: id, trigger });

/** Branches beside each other: each is left out now and then. What the language has more of has one more here. */
const BRANCHES: { readonly [kind: string]: (branch: Branch) => void } = {
  chain: ({ step }) => {
    step("chain-1", [to("chain-2")]);
    step("chain-2", [to("chain-3")]);
    step("chain-3", [to("end")], { ms: 0 });
  },
  retries: ({ step, random }) => step("retries", [to("end")], { fails: 1 + random(2) }),
  loop: ({ step, node, random }) => {
    step("loop", [to("again")]);
    const again = to("loop", { condition: `task.visit < ${2 + random(2)}` });
    node({ id: "again", type: "decision", edges: [again, to("end", { on: "else" })] });
  },
  // So much that the store takes snapshots of the run.
  long: ({ step, node }) => {
    step("long", [to("longer")], { ms: 0, output: "so much ".repeat(1500) });
    const longer = to("long", { condition: "task.visit < 6" });
    node({ id: "longer", type: "decision", edges: [longer, to("end", { on: "else" })] });
  },
  sleep: ({ step, node, random, pause }) => {
    const ms = random(400);
    step("sleep-1", [to("sleep")]);
    node({ id: "sleep", type: "action", action: "nap", with: { duration: `${ms}ms` }, edges: [to("sleep-2")] });
    step("sleep-2", [to("end")]);
    pause({ from: "sleep-1", to: "sleep-2", ms });
  },
  signal: ({ step, node, random, signal }) => {
    signal({ name: "go", data: { n: random(10) } });
    node({ id: "signal", type: "action", action: "listen", edges: [to("signal-2")] });
    step("signal-2", [to("end")], { output: "{{ nodes.signal.output }}" });
  },
  approval: ({ step, node, random, signal }) => {
    signal({ name: "approval", data: { approved: pick(random, [true, false]), by: "ann" } });
    const edges = [to("approved"), to("rejected", { on: "failed" })];
    node({ id: "approval", type: "action", action: "ask", edges });
    step("approved", [to("end")]);
    step("rejected", [to("end")]);
  },
  grows: ({ step, random }) => {
    step("grows", [to("end")], { more: { action: "grow", with: { grows: 1 + random(3) } } });
  },
  fails: ({ step }) => {
    step("fails", [to("mends", { on: "failed" })], { fails: 9 });
    step("mends", [to("end")]);
  },
  once: ({ step, random }) => {
    step("once", [to("once-2", { on: "always" })], { fails: random(2), more: { action: "once" } });
    step("once-2", [to("end")]);
  },
  // The run fails, once all the rest is done: then that is undone.
  undone: ({ step, random }) => {
    if (random(2) > 0) return;
    step("undone-1", [to("undone-2")]);
    step("undone-2", [], { fails: 9 });
  },
  // Another run, which may fail, and then undoes what it did.
  child: ({ step, node }) => {
    const edges = [to("child-done"), to("child-failed", { on: "failed" })];
    node({ id: "child", type: "action", action: "child", edges });
    step("child-done", [to("end")], { output: "{{ nodes.child.output.status }}" });
    step("child-failed", [to("end")], { output: "{{ nodes.child.error.code }}" });
  },
  // As many as there are, or until one fails.
  each: ({ step, random }) => {
    const list = Array.from({ length: random(5) }, (_, at) => ({ at, fails: pick(random, [0, 0, 1, 9]) }));
    const mode = pick(random, [
      { concurrency: 1 },
      { concurrency: 2, on_item_failure: "continue" },
      { on_item_failure: "continue" },
    ]);
    const more = { for_each: `{{ ${JSON.stringify(list)} }}`, as: "one", ...mode };
    step("each", [to("each-2", { on: "always" })], { fails: "{{ one.fails }}", output: "{{ one.at + index }}", more });
    step("each-2", [to("end")], { output: "{{ nodes.each.output.map(each, each != null) }}" });
  },
  race: ({ step }) => {
    step("race-1", [to("race")]);
    step("race-2", [to("race")]);
    step("race", [], { output: "race", more: { join: "any" } });
  },
};

export function crashScenario(random: Random): CrashScenario {
  const signals: Signal[] = [];
  const pauses: Pause[] = [];
  const nodes: object[] = [];
  const ms = (): number => random(60);
  const self = { run: "{{ run.id }}", task: "{{ task.id }}", visit: "{{ task.visit }}", attempt: "{{ task.attempt }}" };
  const stepsInto =
    (list: object[]): Branch["step"] =>
    (id, edges, { more = {}, ...of } = {}) => {
      const { with: parameters, ...node } = more as { readonly with?: object };
      const body = { ...self, ms: ms(), output: `${id} did it`, ...of };
      list.push({ id, type: "action", action: "step", edges, ...node, with: { ...parameters, body: { json: body } } });
    };
  const branch: Branch = {
    random,
    node: (node) => void nodes.push(node),
    signal: (signal) => void signals.push(signal),
    pause: (pause) => void pauses.push(pause),
    step: stepsInto(nodes),
  };
  const kinds = Object.keys(BRANCHES).filter(() => random(4) > 0);
  if (kinds.length === 0) kinds.push("chain");
  for (const kind of kinds) BRANCHES[kind]?.(branch);
  const below: object[] = [];
  const step = stepsInto(below);
  step("below-1", [to("below-2")], { fails: random(2) });
  step("below-2", [to("below-3")]);
  step("below-3", [], { fails: pick(random, [0, 9]) });

  const retryMs = 20 + random(120);
  const retry = { attempts: 3, delay: `${retryMs}ms`, factor: 1 };
  const count = { type: "metric", name: "steps", default: 0, value: "exports.steps + 1" };
  const url = "{{ inputs.url }}";
  const request = { call: "http.post", with: { url, idempotency_key: true, expect: { status: 200 } } };
  const undo = { ...self, undo: true, ms: 1 + random(20), fails: random(2), output: "{{ outcome.output.body }}" };
  const small = { ...self, ms: 5, output: "small" };
  const undone = {
    id: "step",
    ...request,
    retry,
    export: [count],
    compensate: { ...request, with: { ...request.with, body: { json: undo } }, retry },
  };
  const actions = [
    undone,
    { id: "once", ...request, retry, delivery: "at_most_once" },
    { id: "small", ...request, with: { ...request.with, body: { json: small } }, export: [count] },
    { id: "grow", call: "probe.grow", with: { url }, retry, export: [count] },
    { id: "nap", call: "std.sleep", with: { duration: "1ms" } },
    { id: "listen", call: "std.wait_signal", with: { name: "go" } },
    { id: "ask", call: "std.approve" },
    { id: "child", call: "scenario.run", with: { file: "./child.yaml", input: { url } } },
  ];
  const head = {
    version: "1.0",
    inputs: { type: "object", required: ["url"], properties: { url: { type: "string" } } },
  };
  const scenario = {
    ...head,
    name: "crash",
    on_failure: "continue",
    components: [{ id: "probe", source: "./probe.mjs" }],
    actions: { actions },
    workflows: { nodes: [...nodes, { id: "end", type: "end" }] },
  };
  const child = { ...head, name: "child", actions: { actions: [undone] }, workflows: { nodes: below } };
  return { text: asText(scenario), child: asText(child), signals, pauses, retryMs };
}

function asText(scenario: object): string {
  return `${JSON.stringify(scenario, undefined, 1)}\n`;
}
