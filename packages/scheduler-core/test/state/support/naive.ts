/**
 * A reference for the state machine, written from the language's rules and for clearness alone: plain objects, recursion, no
 * counters. Whether something can go on is found by looking at all edges each time.
 */
import type { ActionOutcome, WbsEdit } from "../../../src/outcome/outcome.ts";
import type { Scenario, WorkflowEdge } from "../../../src/scenario/scenario.ts";
import { graphOf, newEdge, newTask, reachable } from "./naive-graph.ts";
import type { Edge, Ring, Task } from "./naive-graph.ts";
import { takenOf } from "./sketch.ts";

const DONE = ["succeeded", "failed", "timed-out", "cancelled", "skipped"];

export class Naive {
  phase: "running" | "stopping" | "ended" = "running";
  result: string | undefined;
  failure: string | undefined;
  readonly tasks: Task[];
  readonly edges: Edge[];
  readonly rings: Ring[];
  ready: Task[] = [];
  private readonly scenario: Scenario;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    const { tasks, edges, rings } = graphOf(scenario);
    this.tasks = tasks;
    this.edges = edges;
    this.rings = rings;
    for (const task of tasks)
      if (task.any && task.type !== "end" && this.ringOf(task) === undefined) this.spreadMulti(task);
  }

  private spreadMulti(task: Task): void {
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

  private out(task: Task): Edge[] {
    return this.edges.filter((edge) => edge.from === task && edge.live);
  }

  /** The loops around a task, the outermost first. */
  private ringsAround(task: Task): Ring[] {
    return this.rings.filter((ring) => ring.tasks.has(task)).sort((a, b) => b.tasks.size - a.tasks.size);
  }

  private ringOf(task: Task): Ring | undefined {
    return this.ringsAround(task).at(-1);
  }

  private left(edge: Edge): Ring | undefined {
    return this.ringsAround(edge.from).find((ring) => !ring.tasks.has(edge.to));
  }

  private entered(edge: Edge): Ring | undefined {
    return this.ringsAround(edge.to).find((ring) => !ring.tasks.has(edge.from));
  }

  private isBack(edge: Edge): Ring | undefined {
    return this.rings.find((ring) => ring.entry === edge.to && ring.tasks.has(edge.from));
  }

  private isOpen(task: Task): boolean {
    return this.edges.some(
      (e) => e.to === task && e.live && !e.spent && e.decision === undefined && this.isBack(e) === undefined,
    );
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
  private look(task: Task): void {
    if (this.phase !== "running") return;
    const closed = this.ringsAround(task).find((ring) => !ring.active);
    if (closed !== undefined) this.lookAtRing(closed);
    else if (task.type === "end" || task.multi) this.finish(task);
    else if (!this.isOpen(task)) this.settle(task);
  }

  private lookAtRing(ring: Ring): void {
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

  private round(ring: Ring): void {
    this.settle(ring.entry);
    for (const task of this.tasks)
      if (ring.active && this.ringOf(task) === ring && !this.isOpen(task)) this.settle(task);
    for (const inner of this.rings) if (ring.active && inner.parent === ring) this.lookAtRing(inner);
  }

  private settle(task: Task): void {
    if (this.phase !== "running" || task.settled || task.blocked) return;
    task.settled = true;
    if (!task.gone && (task.from !== undefined || task.start)) {
      this.visit(task, task.from?.outcome);
      return;
    }
    task.status = "skipped";
    this.goThrough(task);
  }

  private visit(task: Task, arrived: ActionOutcome | undefined): void {
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

  private evaluate(task: Task): void {
    const edges = this.out(task);
    const taken = takenOf(
      edges.map(({ def }) => def),
      task.outcome!.status === "succeeded",
      task.visits,
    );
    for (const [at, edge] of edges.entries()) edge.taken = taken.includes(at);
    if (task.outcome!.status !== "succeeded" && taken.length === 0) this.unhandled(task);
  }

  private goThrough(task: Task): void {
    for (const edge of this.out(task)) if (this.phase === "running" && this.left(edge) === undefined) this.effect(edge);
    if (this.phase !== "running") return;
    task.done = true;
    if (task.multi && task.type === "decision") task.settled = false;
    const ring = this.ringOf(task);
    if (ring !== undefined) this.endRound(ring);
    else if (task.multi) this.finish(task);
  }

  private effect(edge: Edge): void {
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

  private arriveAtEnd(task: Task): void {
    task.visits++;
    task.status = "succeeded";
    if (task.terminate) this.stop("succeeded");
  }

  private arrive(task: Task, outcome: ActionOutcome | undefined): void {
    if (task.blocked || task.gone) return;
    task.queue.push(outcome);
    this.visitNext(task);
  }

  private visitNext(task: Task): void {
    if (task.queue.length === 0 || task.settled || this.phase !== "running") return;
    task.settled = true;
    this.visit(task, task.queue.shift());
  }

  private finish(task: Task): void {
    if (this.phase !== "running" || this.isOpen(task) || task.blocked || task.over || task.gone) return;
    if (task.type !== "end" && (task.settled || task.queue.length > 0)) return;
    task.over = true;
    if (task.visits === 0) task.status = "skipped";
    for (const edge of this.out(task)) {
      edge.decision = false;
      if (!edge.to.blocked) this.look(edge.to);
    }
  }

  private endRound(ring: Ring): void {
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

  private leave(ring: Ring): void {
    for (const task of this.tasks) for (const edge of this.out(task)) if (this.left(edge) === ring) this.effect(edge);
    ring.done = true;
    if (ring.parent !== undefined) this.endRound(ring.parent);
  }

  private unhandled(task: Task): void {
    task.unhandled = true;
    if (this.scenario.onFailure === "stop") {
      this.stop("unhandled-failure");
      return;
    }
    this.failure ??= "unhandled-failure";
    this.blockAll(reachable(task, this.edges));
  }

  private blockAll(tasks: Iterable<Task>): void {
    for (const task of tasks) {
      task.queue = [];
      if (task.blocked) continue;
      task.blocked = true;
      if (task.begun || (task.status !== "waiting" && task.status !== "ready")) continue;
      this.ready = this.ready.filter((other) => other !== task);
      task.status = task.multi && task.visits > 0 ? task.outcome!.status : "skipped";
    }
  }

  private stop(result: string): void {
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
    const touched = this.phase === "running" ? this.apply(edits) : [];
    Object.assign(task, { outcome, status: outcome.status, begun: false });
    if (this.phase === "running") {
      // The failure is looked at before anything else goes on, what waits in the task's own queue excepted.
      if (task.multi) {
        task.settled = false;
        this.visitNext(task);
      }
      if (this.phase === "running") this.evaluate(task);
      for (const each of touched) each();
      if (this.phase === "running") this.goThrough(task);
    }
    this.endIfIdle();
  }

  private endIfIdle(): void {
    const goesOn = this.tasks.some(
      (task) => task.status === "running" || (this.phase === "running" && (task.status === "ready" || task.begun)),
    );
    if (goesOn) return;
    this.result ??= this.failure ?? "succeeded";
    this.phase = "ended";
  }

  private isWaiting(task: Task): boolean {
    return task.status === "waiting" && !task.begun && !this.ringsAround(task).some((ring) => ring.active);
  }

  private isClosed(task: Task): boolean {
    if (task.gone) return true;
    return (
      DONE.includes(task.status) && !this.ringsAround(task).some((ring) => ring.active) && (!task.multi || task.over)
    );
  }

  /** Whether a batch of one edit is accepted. */
  accepts(edit: WbsEdit): boolean {
    const find = (id: string): Task | undefined => this.tasks.find((task) => task.id === id);
    const cycle = (to: Task, from: Task): boolean =>
      !this.isClosed(from) && (to === from || reachable(to, this.edges, (task) => !this.isClosed(task)).has(from));
    const fits = (multi: boolean, to: Task): boolean =>
      to.type === "end" || (to.any && this.ringOf(to) === undefined) || (!multi && !to.multi);
    switch (edit.tag) {
      case "register-action":
        return !this.scenario.actions.some(({ id }) => id === edit.val.id);
      case "add-task": {
        const after = [...new Set(edit.val.after)].map(find);
        const multi = after.some((task) => task?.multi);
        if (
          find(edit.val.id) !== undefined ||
          after.some((task) => task === undefined || task.type === "end") ||
          (multi && after.length > 1)
        )
          return false;
        return edit.val.edges.every(({ to }) => {
          const target = find(to);
          return (
            target !== undefined &&
            this.isWaiting(target) &&
            fits(multi, target) &&
            !after.some((task) => cycle(target, task!))
          );
        });
      }
      case "update-task":
      case "remove-task": {
        const task = find(edit.tag === "update-task" ? edit.val.id : edit.val);
        if (task === undefined || (edit.tag === "update-task" && task.type !== "action")) return false;
        return (task.status === "ready" && !task.begun) || this.isWaiting(task);
      }
      default: {
        const from = find(edit.val.from);
        const to = find(edit.val.to);
        if (
          from === undefined ||
          to === undefined ||
          from.type === "end" ||
          DONE.includes(from.status) ||
          !this.isWaiting(to)
        )
          return false;
        if (edit.tag === "remove-edge") return this.out(from).some((edge) => edge.to === to);
        return fits(from.multi, to) && !cycle(to, from);
      }
    }
  }

  /** Applies a batch; gives what has to be looked at afterwards. */
  private apply(edits: readonly WbsEdit[]): (() => void)[] {
    const touched: (() => void)[] = [];
    const added: Edge[] = [];
    const add = (from: Task, to: Task, def: WorkflowEdge): void => {
      const edge = newEdge(from, to, def);
      this.edges.push(edge);
      added.push(edge);
      to.start = false;
      edge.taken = DONE.includes(from.status) && !from.gone && from.outcome?.status === "succeeded";
      if (to.multi && edge.taken) to.queue = [from.outcome];
      if (!this.isClosed(from)) return;
      edge.decision = edge.taken;
      if (edge.taken) to.from = from;
    };
    const remove = (edge: Edge): void => {
      edge.live = false;
      if (edge.decision === undefined && this.isBack(edge) === undefined)
        touched.push(() => this.lookAfterEdit(edge.to));
    };
    for (const edit of edits) {
      if (edit.tag === "add-task") {
        const { id, action, after, edges, priority } = edit.val;
        const task = newTask(id, { action, priority, start: after.length === 0 });
        this.tasks.push(task);
        const sources = [...new Set(after)].map((each) => this.task(each));
        task.multi = sources.length === 1 && sources[0]!.multi;
        for (const source of sources) add(source, task, { to: id, trigger: { on: "succeeded" } });
        for (const { to, on, condition } of edges) {
          add(task, this.task(to), { to, trigger: condition === undefined ? { on } : { on, condition } });
        }
        touched.push(() => this.lookAfterEdit(task));
      } else if (edit.tag === "update-task") this.update(edit.val);
      else if (edit.tag === "remove-task") {
        const task = this.task(edit.val);
        const ring = this.ringOf(task);
        if (task.status === "ready" && ring !== undefined)
          touched.push(() => {
            task.done = true;
            this.endRound(ring);
          });
        this.ready = this.ready.filter((other) => other !== task);
        Object.assign(task, { status: "skipped", gone: true, queue: [] });
        for (const edge of this.out(task)) remove(edge);
      } else if (edit.tag === "add-edge") {
        const { from, to, on, condition } = edit.val;
        add(this.task(from), this.task(to), { to, trigger: condition === undefined ? { on } : { on, condition } });
      } else if (edit.tag === "remove-edge") {
        for (const edge of this.out(this.task(edit.val.from))) if (edge.to.id === edit.val.to) remove(edge);
      }
    }
    for (const { from, to, live } of added)
      if (live && (from.blocked || from.unhandled) && !to.blocked) this.blockAll([to, ...reachable(to, this.edges)]);
    return touched;
  }

  private lookAfterEdit(task: Task): void {
    if (task.multi) this.visitNext(task);
    if (!task.gone || this.ringOf(task) !== undefined) this.look(task);
  }

  private update({ id, action, priority }: Extract<WbsEdit, { tag: "update-task" }>["val"]): void {
    const task = this.task(id);
    const before = this.lane(task);
    task.action = action ?? task.action;
    task.priority = priority ?? task.priority;
    if (this.lane(task) === before || task.status !== "ready") return;
    this.ready = [...this.ready.filter((other) => other !== task), task];
  }
}
