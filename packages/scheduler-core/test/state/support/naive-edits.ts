/** Edits in the reference: which are accepted, and what they do. */
import type { WbsEdit } from "../../../src/outcome/outcome.ts";
import type { WorkflowEdge } from "../../../src/scenario/scenario.ts";
import { newEdge, newTask, reachable } from "./naive-graph.ts";
import type { Edge, Task } from "./naive-graph.ts";
import type { Naive } from "./naive.ts";

const DONE = ["succeeded", "failed", "timed-out", "cancelled", "skipped"];

function isWaiting(model: Naive, task: Task): boolean {
  return task.status === "waiting" && !task.begun && !model.ringsAround(task).some((ring) => ring.active);
}

function isClosed(model: Naive, task: Task): boolean {
  if (task.gone) return true;
  return (
    DONE.includes(task.status) && !model.ringsAround(task).some((ring) => ring.active) && (!task.multi || task.over)
  );
}

/** Whether a batch of one edit is accepted. */
export function accepts(model: Naive, edit: WbsEdit): boolean {
  const find = (id: string): Task | undefined => model.tasks.find((task) => task.id === id);
  const cycle = (to: Task, from: Task): boolean =>
    !isClosed(model, from) && (to === from || reachable(to, model.edges, (task) => !isClosed(model, task)).has(from));
  const fits = (multi: boolean, to: Task): boolean =>
    to.type === "end" || (to.any && model.ringOf(to) === undefined) || (!multi && !to.multi);
  switch (edit.tag) {
    case "register-action":
      return !model.scenario.actions.some(({ id }) => id === edit.val.id);
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
          isWaiting(model, target) &&
          fits(multi, target) &&
          !after.some((task) => cycle(target, task!))
        );
      });
    }
    case "update-task":
    case "remove-task": {
      const task = find(edit.tag === "update-task" ? edit.val.id : edit.val);
      if (task === undefined || (edit.tag === "update-task" && task.type !== "action")) return false;
      return (task.status === "ready" && !task.begun) || isWaiting(model, task);
    }
    default: {
      const from = find(edit.val.from);
      const to = find(edit.val.to);
      if (
        from === undefined ||
        to === undefined ||
        from.type === "end" ||
        DONE.includes(from.status) ||
        !isWaiting(model, to)
      )
        return false;
      if (edit.tag === "remove-edge") return model.out(from).some((edge) => edge.to === to);
      return fits(from.multi, to) && !cycle(to, from);
    }
  }
}

/** Applies a batch; gives what has to be looked at afterwards. */
export function applyToModel(model: Naive, edits: readonly WbsEdit[]): (() => void)[] {
  const touched: (() => void)[] = [];
  const added: Edge[] = [];
  const add = (from: Task, to: Task, def: WorkflowEdge): void => {
    const edge = newEdge(from, to, def);
    model.edges.push(edge);
    added.push(edge);
    to.start = false;
    edge.taken = DONE.includes(from.status) && !from.gone && from.outcome?.status === "succeeded";
    if (to.multi && edge.taken) to.queue = [from.outcome];
    if (!isClosed(model, from)) return;
    edge.decision = edge.taken;
    if (edge.taken) to.from = from;
  };
  const remove = (edge: Edge): void => {
    edge.live = false;
    if (edge.decision === undefined && model.isBack(edge) === undefined)
      touched.push(() => lookAfterEdit(model, edge.to));
  };
  for (const edit of edits) {
    if (edit.tag === "add-task") {
      const { id, action, after, edges, priority } = edit.val;
      const task = newTask(id, { action, priority, start: after.length === 0 });
      model.tasks.push(task);
      const sources = [...new Set(after)].map((each) => model.task(each));
      task.multi = sources.length === 1 && sources[0]!.multi;
      for (const source of sources) add(source, task, { to: id, trigger: { on: "succeeded" } });
      for (const { to, on, condition } of edges) {
        add(task, model.task(to), { to, trigger: condition === undefined ? { on } : { on, condition } });
      }
      touched.push(() => lookAfterEdit(model, task));
    } else if (edit.tag === "update-task") update(model, edit.val);
    else if (edit.tag === "remove-task") {
      const task = model.task(edit.val);
      const ring = model.ringOf(task);
      if (task.status === "ready" && ring !== undefined)
        touched.push(() => {
          task.done = true;
          model.endRound(ring);
        });
      model.ready = model.ready.filter((other) => other !== task);
      Object.assign(task, { status: "skipped", gone: true, queue: [] });
      for (const edge of model.out(task)) remove(edge);
    } else if (edit.tag === "add-edge") {
      const { from, to, on, condition } = edit.val;
      add(model.task(from), model.task(to), { to, trigger: condition === undefined ? { on } : { on, condition } });
    } else if (edit.tag === "remove-edge") {
      for (const edge of model.out(model.task(edit.val.from))) if (edge.to.id === edit.val.to) remove(edge);
    }
  }
  for (const { from, to, live } of added)
    if (live && (from.blocked || from.unhandled) && !to.blocked) model.blockAll([to, ...reachable(to, model.edges)]);
  return touched;
}

function lookAfterEdit(model: Naive, task: Task): void {
  if (task.multi) model.visitNext(task);
  if (!task.gone || model.ringOf(task) !== undefined) model.look(task);
}

function update(model: Naive, { id, action, priority }: Extract<WbsEdit, { tag: "update-task" }>["val"]): void {
  const task = model.task(id);
  const before = model.lane(task);
  task.action = action ?? task.action;
  task.priority = priority ?? task.priority;
  if (model.lane(task) === before || task.status !== "ready") return;
  model.ready = [...model.ready.filter((other) => other !== task), task];
}
