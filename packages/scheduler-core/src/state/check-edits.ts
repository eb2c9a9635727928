/** Which edits are accepted: only what has not begun can change. Pure. */
import { isJsonObject } from "../json/value.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { ActionRegistration, TaskAddition, TaskUpdate, WbsEdge, WbsEdit, WbsTarget } from "../outcome/outcome.ts";
import { LANES } from "../scenario/scenario.ts";
import { ACTION, END } from "../wbs/graph.ts";
import { EditDraft } from "./edit-draft.ts";
import { BEGUN, FINISHED, GONE, MULTI, READY, SUCCEEDED, WAITING } from "./flags.ts";
import type { RunState } from "./run-state.ts";

/** What the state machine cannot know; each gives why not, or undefined. Without one, everything passes. */
export interface EditChecks {
  readonly knowsCall?: (call: string) => boolean;
  readonly checkParameters?: (call: string, parameters: JsonObject) => string | undefined;
  readonly checkCondition?: (condition: string) => string | undefined;
}

export type CheckedEdits = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Why an edit is refused; undefined where it is accepted. */
type Reason = string | undefined;

const ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether the edits of an attempt of `_task` would all be accepted, one after another; or why not. */
export function checkEdits(
  state: RunState,
  _task: number,
  batch: readonly WbsEdit[],
  checks: EditChecks = {},
): CheckedEdits {
  const draft = new EditDraft(state);
  for (const [at, edit] of batch.entries()) {
    const reason = checkEdit(draft, edit, checks);
    if (reason !== undefined)
      return { ok: false, reason: `Edit ${at + 1} of ${batch.length} (${edit.tag}): ${reason}` };
    draft.apply(edit);
  }
  return { ok: true };
}

function checkEdit(draft: EditDraft, edit: WbsEdit, checks: EditChecks): Reason {
  switch (edit.tag) {
    case "register-action":
      return checkRegistration(draft, edit.val, checks);
    case "add-task":
      return checkAddition(draft, edit.val, checks);
    case "update-task":
      return checkUpdate(draft, edit.val);
    case "remove-task": {
      const task = draft.taskOf(edit.val);
      return task < 0 ? noTask(edit.val) : checkChangeable(draft, task, edit.val);
    }
    case "add-edge":
      return checkEdgeEnds(draft, edit.val.from, edit.val.to) ?? checkNewEdge(draft, edit.val, checks);
    case "remove-edge":
      return checkEdgeEnds(draft, edit.val.from, edit.val.to) ?? checkEdgeExists(draft, edit.val.from, edit.val.to);
  }
}

function checkRegistration(draft: EditDraft, edit: ActionRegistration, checks: EditChecks): Reason {
  if (!ID.test(edit.id)) return badId(edit.id);
  if (draft.hasAction(edit.id)) return `the action "${edit.id}" exists already`;
  if (checks.knowsCall !== undefined && !checks.knowsCall(edit.call)) return `the call "${edit.call}" is unknown`;
  const parameters = edit.with ?? {};
  if (!isJsonObject(parameters)) return checkWith(parameters);
  return checkPriority(edit.priority) ?? checks.checkParameters?.(edit.call, parameters);
}

function checkAddition(draft: EditDraft, edit: TaskAddition, checks: EditChecks): Reason {
  if (!ID.test(edit.id)) return badId(edit.id);
  if (draft.taskOf(edit.id) >= 0) return `the task "${edit.id}" exists already`;
  if (!draft.hasAction(edit.action)) return `the action "${edit.action}" does not exist`;
  if (draft.taskCount >= draft.state.maxTasks)
    return `the run has ${draft.taskCount} tasks, the most allowed (max-tasks)`;
  const sources = new Set<number>();
  for (const id of edit.after) {
    const source = draft.taskOf(id);
    if (source < 0) return noTask(id);
    if (isEnd(draft, source)) return `"${id}" is an end, which nothing comes after`;
    sources.add(source);
  }
  const multi = [...sources].some((source) => draft.isMulti(source));
  if (multi && sources.size > 1) return `"${edit.id}" would wait for several tasks, one of them below a join: any`;
  for (const target of edit.edges) {
    const to = draft.taskOf(target.to);
    if (target.to === edit.id) return `"${edit.id}" would come after itself`;
    if (to < 0) return noTask(target.to);
    const reason =
      checkWaiting(draft, to, target.to) ?? checkArrivals(draft, multi, to, target.to) ?? checkTarget(target, checks);
    if (reason !== undefined) return reason;
    if (reaches(draft, to, sources)) return `a cycle would arise through "${target.to}"`;
  }
  return checkPriority(edit.priority) ?? checkWith(edit.with);
}

function checkUpdate(draft: EditDraft, edit: TaskUpdate): Reason {
  const task = draft.taskOf(edit.id);
  if (task < 0) return noTask(edit.id);
  if (task < draft.state.taskCount && draft.state.graph.kind[task] !== ACTION)
    return `"${edit.id}" carries out no action`;
  if (edit.action !== undefined && !draft.hasAction(edit.action)) return `the action "${edit.action}" does not exist`;
  return checkPriority(edit.priority) ?? checkWith(edit.with) ?? checkChangeable(draft, task, edit.id);
}

function checkEdgeEnds(draft: EditDraft, from: string, to: string): Reason {
  const source = draft.taskOf(from);
  const target = draft.taskOf(to);
  if (source < 0) return noTask(from);
  if (target < 0) return noTask(to);
  if (isEnd(draft, source)) return `"${from}" is an end and has no edges`;
  if (draft.gone.has(source)) return `"${from}" is removed`;
  if (source < draft.state.taskCount && draft.state.status[source]! >= SUCCEEDED)
    return `"${from}" is ${draft.state.statusOf(source)} already`;
  return checkWaiting(draft, target, to);
}

function checkNewEdge(draft: EditDraft, edit: WbsEdge, checks: EditChecks): Reason {
  const from = draft.taskOf(edit.from);
  const to = draft.taskOf(edit.to);
  const reason = checkArrivals(draft, draft.isMulti(from), to, edit.to) ?? checkTarget(edit, checks);
  if (reason !== undefined) return reason;
  return from === to || reaches(draft, to, new Set([from])) ? `a cycle would arise through "${edit.to}"` : undefined;
}

function checkEdgeExists(draft: EditDraft, from: string, to: string): Reason {
  const target = draft.taskOf(to);
  if (draft.edgesFrom(draft.taskOf(from)).some((edge) => edge.to === target)) return undefined;
  return `there is no edge from "${from}" to "${to}"`;
}

function checkTarget(target: WbsTarget, checks: EditChecks): Reason {
  return target.condition === undefined ? undefined : checks.checkCondition?.(target.condition);
}

/** The rules of `join: any`: below one, a task has one edge, and there is no loop. */
function checkArrivals(draft: EditDraft, multi: boolean, to: number, id: string): Reason {
  if (isEnd(draft, to)) return undefined;
  const { state } = draft;
  const written = to < state.taskCount;
  if (written && state.graph.nodes[to]!.join === "any" && state.graph.loop[to]! < 0) return undefined;
  if (multi || draft.isMulti(to)) return `"${id}" would wait for several edges, one of them from below a join: any`;
  return undefined;
}

function checkWaiting(draft: EditDraft, task: number, id: string): Reason {
  if (draft.gone.has(task)) return `"${id}" is removed`;
  const { state } = draft;
  if (task >= state.taskCount) return undefined;
  if ((state.flags[task]! & BEGUN) !== 0 && state.status[task] === WAITING)
    return `"${id}" has begun and waits for another attempt`;
  if (state.status[task] !== WAITING) return `"${id}" is not waiting but ${state.statusOf(task)}`;
  return isInActiveLoop(state, task) ? `"${id}" is in a loop that has begun` : undefined;
}

function checkChangeable(draft: EditDraft, task: number, id: string): Reason {
  const { state } = draft;
  const isReady =
    task < state.taskCount &&
    !draft.gone.has(task) &&
    state.status[task] === READY &&
    (state.flags[task]! & BEGUN) === 0;
  return isReady ? undefined : checkWaiting(draft, task, id);
}

function isEnd(draft: EditDraft, task: number): boolean {
  return task < draft.state.taskCount && draft.state.graph.kind[task]! >= END;
}

export function isInActiveLoop(state: RunState, task: number): boolean {
  const { graph, rounds } = state;
  for (let loop = graph.loop[task]!; loop >= 0; loop = graph.loops[loop]!.parent) if (rounds[loop]!.active) return true;
  return false;
}

/** Whether a task's edges can decide nothing any more. */
export function isClosed(state: RunState, task: number): boolean {
  const flags = state.flags[task]!;
  if ((flags & GONE) !== 0) return true;
  if (state.status[task]! < SUCCEEDED || isInActiveLoop(state, task)) return false;
  return (flags & MULTI) === 0 || (flags & FINISHED) !== 0;
}

/** Whether edges lead from a waiting task to one of `goals`; tasks that are done are not gone through. */
function reaches(draft: EditDraft, start: number, goals: ReadonlySet<number>): boolean {
  const open = [...goals].some((goal) => canBeBelow(draft, goal));
  if (!open) return false;
  const seen = new Set([start]);
  const found = [start];
  for (let task = found.pop(); task !== undefined; task = found.pop()) {
    if (goals.has(task)) return true;
    if (task < draft.state.taskCount && isClosed(draft.state, task)) continue;
    for (const { to } of draft.edgesFrom(task)) {
      if (seen.has(to)) continue;
      seen.add(to);
      found.push(to);
    }
  }
  return false;
}

/** What is closed waits for nothing, and a task outside loops that has begun its only visit has nothing undecided above it. */
function canBeBelow(draft: EditDraft, task: number): boolean {
  const { state } = draft;
  if (task < state.taskCount && isClosed(state, task)) return false;
  if (task >= state.taskCount || state.graph.loop[task]! >= 0 || (state.flags[task]! & MULTI) !== 0) return true;
  return state.status[task] === WAITING && (state.flags[task]! & BEGUN) === 0;
}

function checkPriority(priority: number | undefined): Reason {
  if (priority === undefined || (Number.isInteger(priority) && priority >= 0 && priority < LANES)) return undefined;
  return `the priority is ${priority}; allowed are whole numbers from 0 to ${LANES - 1}`;
}

function checkWith(parameters: JsonValue | undefined): Reason {
  return parameters === undefined || isJsonObject(parameters) ? undefined : "`with` is not an object";
}

function noTask(id: string): string {
  if (id.includes("[")) return `"${id}" is no task that edits can name: items belong to their node`;
  return `the task "${id}" does not exist`;
}

function badId(id: string): string {
  return `"${id}" is no id: a letter or underscore, then letters, digits, underscores and hyphens`;
}
