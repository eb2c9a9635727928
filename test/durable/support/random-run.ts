/** Random scenarios for runs that are kept, and a world in which every attempt ends when it would have ended anyway. */
import { checkScenario, type ActionOutcome, type JsonObject, type WbsEdit } from "@scheduler-components/core";
import {
  defineComponent,
  failed,
  succeeded,
  type ActionComponent,
  type ActionContext,
} from "@scheduler-components/executor";
import type { Clock } from "../../../packages/scheduler/src/engine/clock.ts";
import type { WorkflowNode } from "../../../packages/scheduler-core/src/scenario/scenario.ts";
import {
  pick,
  randomEdits,
  randomOf,
  randomScenario,
  type Random,
} from "../../../packages/scheduler-core/test/state/support/random.ts";

/** Whole numbers, so that times stay exact; from a range in which two of a run are hardly ever the same. */
const LONGEST_MS = 1_000_000;
const SIGNALS = ["go", "stop"] as const;

export interface RandomRun {
  readonly seed: number;
  readonly text: string;
  readonly ids: readonly string[];
  readonly concurrency: number;
  /** A snapshot is taken at every so manieth commit; 0: at none. */
  readonly snapshotEvery: number;
  /** Sent at these times, in milliseconds after the run's begin. */
  readonly signals: readonly { readonly after: number; readonly name: string; readonly data: number }[];
  /** Cancelled by a message, where that is part of it. */
  readonly cancelAfter: number | undefined;
}

/** Undefined where the random graph is one that validation refuses. */
export function randomRun(seed: number): RandomRun | undefined {
  const random = randomOf(seed);
  const scenario = randomScenario(random);
  const text = JSON.stringify({
    version: "1.0",
    name: `random-${seed}`,
    on_failure: scenario.onFailure,
    actions: { actions: actions() },
    workflows: { nodes: scenario.nodes.map((node) => written(random, node)) },
  });
  if (!checkScenario(text).ok) return undefined;
  return {
    seed,
    text,
    ids: scenario.nodes.map(({ id }) => id),
    concurrency: 1 + random(4),
    snapshotEvery: seed % 4,
    signals: Array.from({ length: random(6) }, (_, data) => ({
      after: 1 + random(LONGEST_MS),
      name: pick(random, SIGNALS),
      data,
    })).toSorted((a, b) => a.after - b.after),
    cancelAfter: random(8) === 0 ? 1 + random(2 * LONGEST_MS) : undefined,
  };
}

function actions(): JsonObject[] {
  const counted = { type: "metric", name: "turns", default: 0, value: "exports.turns + 1" };
  return [
    {
      id: "act",
      call: "test.act",
      with: { turns: "{{ exports.turns }}" },
      retry: { attempts: 3, delay: "77711ms", factor: 1.5 },
      compensate: {
        call: "test.act",
        with: {
          undoes: "{{ outcome.output }}",
          of: "{{ task.id }}",
          visit: "{{ task.visit }}",
          turns: "{{ exports.turns }}",
        },
        retry: { attempts: 2, delay: "3331ms" },
      },
      export: [counted, { type: "variable", name: "last", default: null, value: "outcome.output" }],
    },
    { id: "eager", call: "test.act", priority: 5, export: [{ ...counted, name: "own", scope: "task", value: "1" }] },
    {
      id: "nap",
      call: "std.sleep",
      with: { duration: "1ms" },
      compensate: { call: "std.sleep", with: { duration: "4447ms" } },
      export: [counted],
    },
    { id: "ask", call: "std.wait_signal", with: { name: "go", timeout: "1ms" }, export: [counted] },
  ];
}

function written(random: Random, node: WorkflowNode): JsonObject {
  const { id, type, action, priority, join, maxVisits, terminate, edges } = node;
  const waits = type === "action" && random(3) === 0 ? pick(random, ["nap", "ask"]) : undefined;
  const duration = `${1 + random(LONGEST_MS)}ms`;
  return {
    id,
    type,
    ...(action === undefined ? {} : { action: waits ?? action }),
    ...(type === "action" && waits === undefined && random(3) === 0 ? items(random) : {}),
    ...(waits === "nap" ? { with: { duration } } : {}),
    ...(waits === "ask" ? { with: { name: pick(random, SIGNALS), timeout: duration } } : {}),
    ...(priority === undefined || type === "end" ? {} : { priority }),
    ...(join === "all" || type === "end" ? {} : { join }),
    ...(type === "end" ? {} : { max_visits: maxVisits }),
    ...(terminate ? { terminate } : {}),
    ...(edges.length === 0
      ? {}
      : {
          edges: edges.map(({ to, trigger: { on, condition } }) => ({
            to,
            trigger: { on, ...(condition === undefined ? {} : { condition: expressionOf(condition) }) },
          })),
        }),
  };
}

/** Lists that are there, empty, none at all, or cannot be had. */
const LISTS = ["{{ [exports.turns, 'b', [3]] }}", "{{ ['x'] }}", "{{ [] }}", "{{ outcome.output }}"] as const;

function items(random: Random): JsonObject {
  return {
    for_each: pick(random, [LISTS[0], ...LISTS]),
    ...(random(2) === 0 ? { concurrency: 1 + random(2) } : {}),
    ...(random(2) === 0 ? { on_item_failure: "continue" } : {}),
    with: { item: "{{ item }}", index: "{{ index }}", ok: "{{ has(outcome.output) }}" },
  };
}

function expressionOf(condition: string): string {
  if (condition === "yes" || condition === "no") return String(condition === "yes");
  return `task.visit < ${condition.slice(2)}`;
}

/** `task/visit.attempt` */
export type AttemptName = string;

/**
 * The components' world. It outlives processes: an attempt that is carried out once more ends when it would have ended the first time, as
 * a job on a server would that was started under its idempotency key.
 */
export class World {
  readonly run: RandomRun;
  readonly #began: Map<AttemptName, number>;
  readonly #clock: Clock;
  /** The attempts that were carried out, in their order, when, with what, and their idempotency keys. */
  readonly done: {
    readonly name: AttemptName;
    readonly key: string;
    readonly at: number;
    readonly given: JsonObject;
  }[] = [];

  constructor(run: RandomRun, clock: Clock, before?: World) {
    this.run = run;
    this.#clock = clock;
    this.#began = new Map(before === undefined ? [] : before.#began);
  }

  component(): ActionComponent {
    const execute = (parameters: JsonObject, context: ActionContext): Promise<ActionOutcome> => {
      const name = `${context.taskId()}/${context.visit()}.${context.attempt()}`;
      this.done.push({ name, key: context.idempotencyKey(), at: this.#clock.now(), given: parameters });
      const began = this.#began.get(name) ?? this.#clock.now();
      this.#began.set(name, began);
      const random = randomOf(hash(`${this.run.seed} ${name}`));
      const end = began + 1 + random(LONGEST_MS);
      return new Promise((resolve, reject) => {
        const stop = this.#clock.setTimer(end - this.#clock.now(), () =>
          resolve(this.#answer(random, parameters, context)),
        );
        context.signal.addEventListener("abort", () => {
          stop();
          reject(context.signal.reason);
        });
      });
    };
    return defineComponent({
      name: "test",
      version: "1.0.0",
      calls: { act: { parameters: { type: "object" }, idempotent: true, execute } },
    });
  }

  #answer(random: Random, parameters: JsonObject, context: ActionContext): ActionOutcome {
    const output = { ...parameters, n: random(100), text: pick(random, ["", "\0\u{1f600}\u2028", "__proto__"]) };
    if (random(4) === 0) context.log("info", `log ${output.n}`);
    if (random(8) === 0) context.redact(`log ${output.n}`);
    if (random(3) === 0) {
      let added = 0;
      const fresh = (): string =>
        `${context.taskId().replaceAll(/\W/g, "_")}x${context.visit()}${context.attempt()}${added++}`;
      for (const edit of randomEdits(random, this.run.ids, fresh)) ask(context, edit);
      if (random(2) === 0) context.tolerateRefusedEdits();
    }
    const word = random(8);
    if (word > 1) return succeeded(output);
    return failed({ code: "test", message: `failed ${output.n}`, retryable: word === 0 }, output);
  }
}

function ask(context: ActionContext, edit: WbsEdit): void {
  switch (edit.tag) {
    case "add-task":
      return context.addTask(edit.val);
    case "update-task":
      return context.updateTask(edit.val);
    case "remove-task":
      return context.removeTask(edit.val);
    case "add-edge":
      return context.addEdge(edit.val);
    case "remove-edge":
      return context.removeEdge(edit.val);
    case "register-action":
      return context.registerAction(edit.val);
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

export const SEEDS: number = Number(process.env["SCHEDULER_REPLAY_SEEDS"] ?? 30);

export const RANDOM_RUNS: readonly RandomRun[] = Array.from({ length: SEEDS }, (_, at) => randomRun(at + 1)).filter(
  (run) => run !== undefined,
);
