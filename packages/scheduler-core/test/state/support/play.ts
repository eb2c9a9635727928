/** A small shell: runs a scenario on the state machine without time, giving the outcomes it is told to give. */
import type { JsonValue } from "../../../src/json/value.ts";
import type { ActionError, ActionOutcome, ActionStatus, WbsEdit } from "../../../src/outcome/outcome.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { createRunState } from "../../../src/state/create.ts";
import { nextReady } from "../../../src/state/lanes.ts";
import { transition } from "../../../src/state/transition.ts";
import type { Command, RunEvent, RunState } from "../../../src/state/types.ts";
import { takenOf } from "./sketch.ts";
import { snapshot } from "./snapshot.ts";

/** An event without its time. */
export type PlayEvent = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, "at"> : never) : never;

export interface PlayOptions {
  /** By task id, a word a visit; the last goes on. `s` succeeded, `f` failed, `t` timed-out, `c` cancelled. */
  readonly outcomes?: { readonly [id: string]: string };
  /** By task id: the batch of its first visit. */
  readonly edits?: { readonly [id: string]: readonly WbsEdit[] };
  /** By id of a node with `for_each`: the list of each visit, or the code of an error; the last goes on. */
  readonly items?: { readonly [id: string]: readonly (readonly JsonValue[] | string)[] };
  readonly concurrency?: number;
  readonly maxTasks?: number;
}

const WORDS: { readonly [word: string]: ActionStatus } = {
  s: "succeeded",
  f: "failed",
  t: "timed-out",
  c: "cancelled",
};

export function outcomeOf(word: string, output = ""): ActionOutcome {
  const status = WORDS[word] ?? "succeeded";
  if (status === "succeeded") return { status, output };
  return { status, output, error: errorOf("test", `${output} ${status}`) };
}

function errorOf(code: string, message: string = code): ActionError {
  return { code, message, retryable: false, causes: [] };
}

export class Player {
  readonly state: RunState;
  readonly events: RunEvent[] = [];
  readonly commands: Command["type"][] = [];
  readonly started: string[] = [];
  readonly inFlight: number[] = [];
  readonly refused: string[] = [];
  private readonly scenario: Scenario;
  private readonly options: PlayOptions;
  private now = 0;

  constructor(scenario: Scenario, options: PlayOptions = {}) {
    this.scenario = scenario;
    this.options = options;
    this.state = createRunState(scenario, this.limits());
  }

  send(event: PlayEvent): void {
    const whole = { ...event, at: ++this.now } as RunEvent;
    this.events.push(whole);
    for (const command of transition(this.state, whole)) {
      this.commands.push(command.type);
      if (command.type === "decide") this.decide(command.task);
      if (command.type === "expand") this.expand(command.task);
    }
  }

  private decide(task: number): void {
    const succeeded = this.state.lastOutcome(task)?.status === "succeeded";
    this.send({ type: "decided", task, taken: this.taken(task, succeeded) });
  }

  private expand(task: number): void {
    const lists = this.options.items?.[this.state.taskId(task)] ?? [];
    const list = lists[Math.min(this.state.visitsOf(task), lists.length) - 1];
    this.send({
      type: "expanded",
      task,
      ...(typeof list === "string" ? { error: errorOf(list) } : { items: list ?? [] }),
    });
  }

  taken(task: number, succeeded: boolean, edits?: readonly WbsEdit[]): number[] {
    const edges = this.state.outgoingEdges(task, edits);
    const positions = takenOf(
      edges.map(({ def }) => def),
      succeeded,
      this.state.visitsOf(task),
    );
    return positions.map((at) => edges[at]!.edge);
  }

  /** Starts the next ready task; -1 if none is. */
  start(): number {
    const task = nextReady(this.state);
    if (task < 0) return -1;
    this.send({ type: "started", task });
    this.started.push(this.state.taskId(task));
    this.inFlight.push(task);
    return task;
  }

  complete(task: number, outcome: ActionOutcome, batch?: readonly WbsEdit[]): void {
    this.inFlight.splice(this.inFlight.indexOf(task), 1);
    let given = outcome;
    let edits = batch;
    const checked = batch === undefined ? undefined : this.state.checkEdits(task, batch);
    if (checked !== undefined && !checked.ok) {
      this.refused.push(checked.reason);
      edits = undefined;
      given = {
        status: "failed",
        error: { code: "edit-refused", message: checked.reason, retryable: false, causes: [] },
      };
    }
    const taken = this.taken(task, given.status === "succeeded", edits);
    this.send({ type: "completed", task, outcome: given, taken, ...(edits === undefined ? {} : { edits }) });
  }

  /** Runs to the end, always completing what was started first. */
  run(): this {
    this.send({ type: "begun" });
    while (this.state.phase !== "ended") {
      while (this.inFlight.length < (this.options.concurrency ?? 1) && this.start() >= 0);
      const task = this.inFlight[0];
      if (task === undefined) throw new Error("The run neither goes on nor has ended");
      this.finish(task);
    }
    return this;
  }

  finish(task: number): void {
    const id = this.state.taskId(task);
    const visit = this.state.visitsOf(task);
    const words = this.options.outcomes?.[id] ?? "s";
    const word = words[Math.min(visit, words.length) - 1]!;
    this.complete(task, outcomeOf(word, `${id}${visit}`), visit === 1 ? this.options.edits?.[id] : undefined);
  }

  statuses(): { [id: string]: string } {
    return Object.fromEntries(
      Array.from({ length: this.state.taskCount }, (_, task) => [this.state.taskId(task), this.state.statusOf(task)]),
    );
  }

  /** The ids of those with a status, in the order written. */
  having(status: string): string {
    const found = Object.entries(this.statuses()).filter(([, each]) => each === status);
    return found.map(([id]) => id).join(" ");
  }

  /** The state that the events give from a fresh start. */
  fold(): Record<string, unknown> {
    const state = createRunState(this.scenario, this.limits());
    for (const event of this.events) transition(state, event);
    return snapshot(state);
  }

  private limits(): { maxTasks?: number } {
    return this.options.maxTasks === undefined ? {} : { maxTasks: this.options.maxTasks };
  }
}

export function play(scenario: Scenario, options: PlayOptions = {}): Player {
  return new Player(scenario, options).run();
}
