/**
 * A reference for the state machine, written from the language's rules and for clearness alone: plain objects, recursion, no
 * counters. Whether something can go on is found by looking at all edges each time.
 */
import type { ActionOutcome, WbsEdit } from "../../../src/outcome/outcome.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { applyToModel } from "./naive-edits.ts";
import { PlainGraph, reachable } from "./naive-graph.ts";
import type { Edge, Ring, Task } from "./naive-graph.ts";
import { takenOf } from "./sketch.ts";

export class Naive extends PlainGraph {
  phase: "running" | "stopping" | "ended" = "running";
  result: string | undefined;
  failure: string | undefined;
  ready: Task[] = [];
  readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    super(scenario);
    this.scenario = scenario;
    for (const task of this.tasks)
      if (task.any && task.type !== "end" && this.ringOf(task) === undefined) this.spreadMulti(task);
  }

  spreadMulti(task: Task): void {
    if (task.multi) return;
    task.multi = true;
    for (const { to } of this.out(task)) {
      const single = this.edges.filter((edge) => edge.to === to).length === 1;
      if (single && to.type !== "end" && this.ringOf(to) === undefined) this.spreadMulti(to);
    }
  }

  task(id: string): Task {
    return this.tasks.find((task) => task.id === id)!;
  }

  lane(task: Task): number {
    const action = this.scenario.actions.find(({ id }) => id === task.action);
    return task.priority ?? action?.priority ?? 32;
  }

  begin(): void {
    const starts = this.tasks.filter((task) => {
      const ring = this.ringsAround(task)[0];
      if (ring === undefined) return !this.edges.some((edge) => edge.to === task);
      return ring.entry === task && !this.edges.some((edge) => ring.tasks.has(edge.to) && !ring.tasks.has(edge.from));
    });
    for (const task of starts) task.start = task.type !== "end";
    for (const task of starts) {
      if (this.phase !== "running") break;
      if (task.multi) this.arrive(task, undefined);
      this.look(task);
    }
    this.endIfIdle();
  }

  /** Settles what has nothing to wait for: the task, or the outermost loop around it that has not begun. */
  look(task: Task): void {
    if (this.phase !== "running") return;
    const closed = this.ringsAround(task).find((ring) => !ring.active);
    if (closed !== undefined) this.lookAtRing(closed);
    else if (task.type === "end" || task.multi) this.finish(task);
    else if (!this.isOpen(task)) this.settle(task);
  }

  lookAtRing(ring: Ring): void {
    if (this.phase !== "running" || ring.active || ring.over || ring.entry.blocked) return;
    const entering = this.edges.filter((e) => e.live && !e.spent && ring.tasks.has(e.to) && !ring.tasks.has(e.from));
    if (entering.some((edge) => edge.decision === undefined)) return;
    if (ring.entry.start || entering.some((edge) => edge.decision === true)) {
      ring.active = true;
      this.round(ring);
      return;
    }
    for (const inner of this.rings) if ([...inner.tasks].every((task) => ring.tasks.has(task))) inner.over = true;
    for (const task of ring.tasks) Object.assign(task, { settled: true, done: true, status: "skipped" });
    this.leave(ring);
  }

  round(ring: Ring): void {
    this.settle(ring.entry);
    for (const task of this.tasks)
      if (ring.active && this.ringOf(task) === ring && !this.isOpen(task)) this.settle(task);
    for (const inner of this.rings) if (ring.active && inner.parent === ring) this.lookAtRing(inner);
  }

  settle(task: Task): void {
    if (this.phase !== "running" || task.settled || task.blocked) return;
    task.settled = true;
    if (!task.gone && (task.from !== undefined || task.start)) {
      this.visit(task, task.from?.outcome);
      return;
    }
    task.status = "skipped";
    this.goThrough(task);
  }

  visit(task: Task, arrived: ActionOutcome | undefined): void {
    if (task.visits > 0 && task.visits >= task.maxVisits) {
      this.stop("max-visits");
      return;
    }
    task.arrived = arrived;
    if (task.type === "action") {
      task.status = "ready";
      this.ready.push(task);
      return;
    }
    task.visits++;
    task.outcome = arrived ?? { status: "succeeded" };
    task.status = task.outcome.status;
    this.evaluate(task);
    if (this.phase === "running") this.goThrough(task);
  }

  evaluate(task: Task): void {
    const edges = this.out(task);
    const taken = takenOf(
      edges.map(({ def }) => def),
      task.outcome!.status === "succeeded",
      task.visits,
    );
    for (const [at, edge] of edges.entries()) edge.taken = taken.includes(at);
    if (task.outcome!.status !== "succeeded" && taken.length === 0) this.unhandled(task);
  }

  goThrough(task: Task): void {
    for (const edge of this.out(task)) if (this.phase === "running" && this.left(edge) === undefined) this.effect(edge);
    if (this.phase !== "running") return;
    task.done = true;
    if (task.multi && task.type === "decision") task.settled = false;
    const ring = this.ringOf(task);
    if (ring !== undefined) this.endRound(ring);
    else if (task.multi) this.finish(task);
  }

  effect(edge: Edge): void {
    const { from, to } = edge;
    if (!edge.live || this.phase !== "running") return;
    if (!from.multi) edge.decision = edge.taken;
    if (to.blocked || (to.gone && this.ringOf(to) === undefined)) return;
    const back = this.isBack(edge);
    if (back !== undefined) {
      if (edge.taken && !to.gone) back.back = from;
      return;
    }
    if (edge.taken && to.type === "end") this.arriveAtEnd(to);
    else if (edge.taken && to.multi) this.arrive(to, from.outcome);
    else if (edge.taken) to.from = from;
    if (from.multi) return;
    const ring = this.entered(edge);
    if (ring !== undefined) this.lookAtRing(ring);
    else this.look(to);
  }

  arriveAtEnd(task: Task): void {
    task.visits++;
    task.status = "succeeded";
    if (task.terminate) this.stop("succeeded");
  }

  arrive(task: Task, outcome: ActionOutcome | undefined): void {
    if (task.blocked || task.gone) return;
    task.queue.push(outcome);
    this.visitNext(task);
  }

  visitNext(task: Task): void {
    if (task.queue.length === 0 || task.settled || this.phase !== "running") return;
    task.settled = true;
    this.visit(task, task.queue.shift());
  }

  finish(task: Task): void {
    if (this.phase !== "running" || this.isOpen(task) || task.blocked || task.over || task.gone) return;
    if (task.type !== "end" && (task.settled || task.queue.length > 0)) return;
    task.over = true;
    if (task.visits === 0) task.status = "skipped";
    for (const edge of this.out(task)) {
      edge.decision = false;
      if (!edge.to.blocked) this.look(edge.to);
    }
  }

  endRound(ring: Ring): void {
    if (!ring.active || this.phase !== "running" || ring.entry.blocked) return;
    const members = this.tasks.filter((task) => this.ringOf(task) === ring);
    const inner = this.rings.filter((other) => other.parent === ring);
    if (!members.every((task) => task.done) || !inner.every((other) => other.done)) return;
    if (ring.back === undefined) {
      ring.active = false;
      ring.over = true;
      this.leave(ring);
      return;
    }
    for (const edge of this.edges) {
      if (!ring.tasks.has(edge.to)) continue;
      if (ring.tasks.has(edge.from)) Object.assign(edge, { taken: false, decision: undefined, spent: false });
      else edge.spent = true;
    }
    for (const task of ring.tasks)
      Object.assign(task, { settled: false, done: false, from: undefined, status: task.gone ? "skipped" : "waiting" });
    const from = ring.back;
    for (const other of this.rings) {
      if (other === ring || ![...other.tasks].every((task) => ring.tasks.has(task))) continue;
      Object.assign(other, { active: false, over: false, done: false, back: undefined });
    }
    ring.back = undefined;
    ring.entry.from = from;
    this.round(ring);
  }

  leave(ring: Ring): void {
    for (const task of this.tasks) for (const edge of this.out(task)) if (this.left(edge) === ring) this.effect(edge);
    ring.done = true;
    if (ring.parent !== undefined) this.endRound(ring.parent);
  }

  unhandled(task: Task): void {
    task.unhandled = true;
    if (this.scenario.onFailure === "stop") {
      this.stop("unhandled-failure");
      return;
    }
    this.failure ??= "unhandled-failure";
    this.blockAll(reachable(task, this.edges));
  }

  blockAll(tasks: Iterable<Task>): void {
    for (const task of tasks) {
      task.queue = [];
      if (task.blocked) continue;
      task.blocked = true;
      if (task.begun || (task.status !== "waiting" && task.status !== "ready")) continue;
      this.ready = this.ready.filter((other) => other !== task);
      task.status = task.multi && task.visits > 0 ? task.outcome!.status : "skipped";
    }
  }

  stop(result: string): void {
    this.phase = "stopping";
    this.result = this.failure ?? result;
    this.ready = [];
  }

  /** The task to start next. */
  next(): Task | undefined {
    const lowest = Math.min(...this.ready.map((task) => this.lane(task)));
    return this.ready.find((task) => this.lane(task) === lowest);
  }

  start(task: Task): void {
    this.ready = this.ready.filter((other) => other !== task);
    if (!task.begun) task.visits++;
    Object.assign(task, { status: "running", begun: true });
  }

  retry(task: Task): void {
    task.status = this.phase === "running" ? "waiting" : "cancelled";
    this.endIfIdle();
  }

  due(task: Task): void {
    task.status = "ready";
    this.ready.push(task);
  }

  complete(task: Task, outcome: ActionOutcome, edits: readonly WbsEdit[]): void {
    const touched = this.phase === "running" ? applyToModel(this, edits) : [];
    Object.assign(task, { outcome, status: outcome.status, begun: false });
    if (this.phase === "running") {
      // The failure is looked at before anything else goes on, what waits in the task's own queue included.
      this.evaluate(task);
      if (task.multi && this.phase === "running") {
        task.settled = false;
        this.visitNext(task);
      }
      for (const each of touched) each();
      if (this.phase === "running") this.goThrough(task);
    }
    this.endIfIdle();
  }

  endIfIdle(): void {
    const goesOn = this.tasks.some(
      (task) => task.status === "running" || (this.phase === "running" && (task.status === "ready" || task.begun)),
    );
    if (goesOn) return;
    this.result ??= this.failure ?? "succeeded";
    this.phase = "ended";
  }
}
