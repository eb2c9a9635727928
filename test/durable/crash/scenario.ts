/** Random scenarios whose end does not depend on who is faster, so that every way of killing them has to lead to the same. */
import type { JsonObject } from "@scheduler-components/core";
import { pick, type Random } from "../../../packages/scheduler-core/test/state/support/random.ts";

export interface Signal {
  readonly name: string;
  readonly data: JsonObject;
}

export interface CrashScenario {
  readonly text: string;
  /** What its waits are answered with. */
  readonly signals: readonly Signal[];
}

/** Branches beside each other: chains of steps, retries, a loop, sleeps, signals, approvals, growing graphs, failures, and what they undo. */
export function crashScenario(random: Random): CrashScenario {
  const signals: Signal[] = [];
  const ms = (): number => random(60);
  const nodes: object[] = [];
  const kinds = [
    "chain",
    "retries",
    "loop",
    "sleep",
    "signal",
    "approval",
    "grows",
    "fails",
    "race",
    "undone",
  ] as const;
  const branches = kinds.filter(() => random(4) > 0);
  if (branches.length === 0) branches.push("chain");
  for (const kind of branches) {
    const to = (id: string, trigger?: object): object => (trigger === undefined ? { to: id } : { to: id, trigger });
    const step = (id: string, edges: object[], more: object = {}): void =>
      void nodes.push({
        id,
        type: "action",
        action: "step",
        with: { ms: ms(), output: `${id} did it`, ...more },
        edges,
      });
    switch (kind) {
      case "chain":
        step("chain-1", [to("chain-2")]);
        step("chain-2", [to("chain-3")]);
        step("chain-3", [to("end")], { ms: 0 });
        break;
      case "retries":
        step("retries", [to("end")], { fails: 1 + random(2) });
        break;
      case "loop":
        step("loop", [to("again")]);
        nodes.push({
          id: "again",
          type: "decision",
          edges: [to("loop", { condition: `task.visit < ${2 + random(2)}` }), to("end", { on: "else" })],
        });
        break;
      case "sleep":
        nodes.push({
          id: "sleep",
          type: "action",
          action: "nap",
          with: { duration: `${random(400)}ms` },
          edges: [to("sleep-2")],
        });
        step("sleep-2", [to("end")]);
        break;
      case "signal":
        signals.push({ name: "go", data: { n: random(10) } });
        nodes.push({ id: "signal", type: "action", action: "listen", edges: [to("signal-2")] });
        step("signal-2", [to("end")], { output: "{{ nodes.signal.output }}" });
        break;
      case "approval":
        signals.push({ name: "approval", data: { approved: pick(random, [true, false]), by: "ann" } });
        nodes.push({
          id: "approval",
          type: "action",
          action: "ask",
          edges: [to("approved"), to("rejected", { on: "failed" })],
        });
        step("approved", [to("end")]);
        step("rejected", [to("end")]);
        break;
      case "grows":
        step("grows", [to("end")], { grows: 1 + random(3) });
        break;
      case "fails":
        step("fails", [to("mends", { on: "failed" })], { fails: 9 });
        step("mends", [to("end")]);
        break;
      case "undone":
        // The run fails, once all the rest is done: then that is undone.
        step("undone-1", [to("undone-2")]);
        step("undone-2", [], { fails: 9 });
        break;
      case "race":
        step("race-1", [to("race")]);
        step("race-2", [to("race")]);
        nodes.push({
          id: "race",
          type: "action",
          action: "step",
          join: "any",
          with: { ms: ms(), output: "race" },
          edges: [],
        });
        break;
    }
  }
  const count = { type: "metric", name: "steps", default: 0, value: "exports.steps + 1" };
  const retry = { attempts: 3, delay: `${20 + random(120)}ms`, factor: 1 };
  const undo = { ms: 1 + random(20), fails: random(2), output: "{{ outcome.output }} of {{ task.id }}" };
  const actions = [
    { id: "step", call: "probe.step", retry, compensate: { call: "probe.step", with: undo, retry }, export: [count] },
    { id: "small", call: "probe.step", with: { ms: 5 }, export: [count] },
    { id: "nap", call: "std.sleep", with: { duration: "1ms" } },
    { id: "listen", call: "std.wait_signal", with: { name: "go" } },
    { id: "ask", call: "std.approve" },
  ];
  const scenario = {
    version: "1.0",
    name: "crash",
    on_failure: "continue",
    components: [{ id: "probe", source: "./probe.mjs" }],
    actions: { actions },
    workflows: { nodes: [...nodes, { id: "end", type: "end" }] },
  };
  return { text: `${JSON.stringify(scenario, undefined, 1)}\n`, signals };
}
