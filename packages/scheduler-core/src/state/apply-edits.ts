/** Applies a batch of edits to the state. What that sets free is only noted: it begins once the whole batch has been applied. */
import type { TaskAddition, TaskUpdate, WbsEdit } from "../outcome/outcome.ts";
import type { WorkflowEdge } from "../scenario/scenario.ts";
import { BACK, DECIDED, REMOVED, TAKEN } from "../wbs/graph.ts";
import { isClosed } from "./check-edits.ts";
import { actionOfEdit, afterEdge, distinct, edgeOfTarget, nodeOfEdit } from "./edit-draft.ts";
import { block, blockBelow } from "./failure.ts";
import { BLOCKED, FINISHED, GONE, MULTI, READY, SETTLED, SKIPPED, START, SUCCEEDED, UNHANDLED } from "./flags.ts";
import type { RunState } from "./run-state.ts";

/** Applies a batch that `checkEdits` accepted. Throws where it would have been refused for a task that does not exist. */
export function applyEdits(state: RunState, edits: readonly WbsEdit[]): void {
  state.touched = [];
  const firstNew = state.graph.edgeCount;
  for (const edit of edits) applyEdit(state, edit);
  for (let edge = firstNew; edge < state.graph.edgeCount; edge++) spreadBlock(state, edge);
}

function applyEdit(state: RunState, edit: WbsEdit): void {
  switch (edit.tag) {
    case "register-action":
      state.graph.setAction(actionOfEdit(state, edit.val));
      break;
    case "add-task":
      addTask(state, edit.val);
      break;
    case "update-task":
      updateTask(state, edit.val);
      break;
    case "remove-task":
      removeTask(state, numberOf(state, edit.val));
      break;
    case "add-edge":
      addEdge(state, numberOf(state, edit.val.from), numberOf(state, edit.val.to), edgeOfTarget(edit.val));
      break;
    case "remove-edge": {
      const { graph } = state;
      const to = numberOf(state, edit.val.to);
      const from = numberOf(state, edit.val.from);
      for (let edge = graph.firstOut[from]!; edge >= 0; edge = graph.nextOut[edge]!)
        if (graph.to[edge] === to) removeEdge(state, edge);
      break;
    }
  }
}

function numberOf(state: RunState, id: string): number {
  const task = state.taskIndex(id);
  if (task < 0) throw new Error(`There is no task "${id}": the edits were not checked`);
  return task;
}

function addTask(state: RunState, addition: TaskAddition): void {
  const { graph } = state;
  const node = nodeOfEdit(addition);
  const task = graph.addTask(node);
  state.grow();
  state.lane[task] = graph.laneOf(node);
  const after = distinct(addition.after).map((id) => numberOf(state, id));
  if (after.length === 0) state.flags[task]! |= START;
  if (after.length === 1 && (state.flags[after[0]!]! & MULTI) !== 0) state.flags[task]! |= MULTI;
  for (const source of after) addEdge(state, source, task, afterEdge(addition.id));
  for (const target of node.edges) addEdge(state, task, numberOf(state, target.to), target);
  state.touched.push(task);
}

function updateTask(state: RunState, update: TaskUpdate): void {
  const task = numberOf(state, update.id);
  const node = {
    ...state.nodeOf(task),
    ...(update.action === undefined ? {} : { action: update.action }),
    ...(update.with === undefined ? {} : { with: update.with }),
    ...(update.priority === undefined ? {} : { priority: update.priority }),
  };
  state.graph.setNode(task, node);
  const lane = state.graph.laneOf(node);
  const before = state.lane[task]!;
  // One that was put aside for its action is looked at again.
  const again = update.action !== undefined && state.lanes.isAside(task);
  if (lane === before && !again) return;
  state.lane[task] = lane;
  if (state.status[task] !== READY) return;
  state.lanes.remove(task, before);
  state.lanes.push(task, lane);
}

function removeTask(state: RunState, task: number): void {
  const { graph } = state;
  const wasReady = state.status[task] === READY;
  if (wasReady) state.lanes.remove(task, state.lane[task]!);
  state.status[task] = SKIPPED;
  state.flags[task]! |= GONE;
  state.queues.delete(task);
  const loop = graph.loop[task]!;
  // In a loop it stays a member, which every round skips in its turn.
  if (loop < 0) state.flags[task]! |= SETTLED | FINISHED;
  else if (wasReady) state.touched.push(~loop);
  for (let edge = graph.firstOut[task]!; edge >= 0; edge = graph.nextOut[edge]!) removeEdge(state, edge);
}

function addEdge(state: RunState, from: number, to: number, def: WorkflowEdge): void {
  const { graph } = state;
  const edge = graph.addEdge(from, to, def);
  graph.placeEdge(edge);
  state.flags[to]! &= ~START;
  const outcome = state.outcomes[from];
  const isDone = state.status[from]! >= SUCCEEDED && (state.flags[from]! & GONE) === 0 && outcome !== undefined;
  // Only `after` leads from a task that is done: what it gave counts, now or when the loops around it end.
  const taken = isDone && outcome.status === "succeeded";
  if (taken) graph.edgeFlags[edge]! |= TAKEN;
  if ((state.flags[to]! & MULTI) !== 0 && taken) state.queues.set(to, { items: [outcome], head: 0 });
  if (isClosed(state, from)) {
    graph.edgeFlags[edge]! |= DECIDED;
    if (taken) state.reached[to] = from;
    return;
  }
  count(state, edge, 1);
  const exit = graph.exitLoop[edge]!;
  if (exit < 0) return;
  const { leaving } = graph.loops[exit]!;
  const at = leaving.findIndex((other) => graph.from[other]! > from);
  leaving.splice(at < 0 ? leaving.length : at, 0, edge);
}

function removeEdge(state: RunState, edge: number): void {
  const { graph } = state;
  const flags = graph.edgeFlags[edge]!;
  if ((flags & REMOVED) !== 0) return;
  graph.edgeFlags[edge] = flags | REMOVED;
  for (const end of [graph.from[edge]!, graph.to[edge]!]) {
    for (let loop = graph.loop[end]!; loop >= 0; loop = graph.loops[loop]!.parent) state.rounds[loop]!.edited = true;
  }
  if ((flags & (DECIDED | BACK)) !== 0) return;
  count(state, edge, -1);
  state.touched.push(graph.to[edge]!);
}

/** Counts an undecided edge where it leads: at its target and at the loops that it enters. */
function count(state: RunState, edge: number, by: 1 | -1): void {
  const { graph } = state;
  const to = graph.to[edge]!;
  state.pending[to]! += by;
  for (let loop = graph.loop[to]!; loop !== graph.lca[edge]; loop = graph.loops[loop]!.parent)
    state.rounds[loop]!.pendingIn += by;
}

/** A new edge from below an unhandled failure bars what it leads to. */
function spreadBlock(state: RunState, edge: number): void {
  const { graph } = state;
  const to = graph.to[edge]!;
  if ((graph.edgeFlags[edge]! & REMOVED) !== 0 || (state.flags[to]! & BLOCKED) !== 0) return;
  if ((state.flags[graph.from[edge]!]! & (BLOCKED | UNHANDLED)) === 0) return;
  block(state, to);
  blockBelow(state, to);
}
