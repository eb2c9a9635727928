/**
 * Owns a batch of edits as if it had been applied, over a state that it never changes: later edits of a batch see the earlier
 * ones. Tasks and edges get the numbers that `applyEdits` will give them.
 */
import type { TaskAddition, WbsEdit, WbsTarget } from "../outcome/outcome.ts";
import { DEFAULT_MAX_VISITS } from "../scenario/scenario.ts";
import type { ActionDef, WorkflowEdge, WorkflowNode } from "../scenario/scenario.ts";
import { REMOVED } from "../wbs/graph.ts";
import { MULTI } from "./flags.ts";
import type { RunState } from "./run-state.ts";

export interface DraftEdge {
  readonly edge: number;
  readonly from: number;
  readonly to: number;
  readonly def: WorkflowEdge;
}

export class EditDraft {
  readonly state: RunState;
  readonly added: Map<string, number> = new Map();
  readonly actions: Map<string, ActionDef> = new Map();
  readonly edges: DraftEdge[] = [];
  readonly removed: Set<number> = new Set();
  readonly gone: Set<number> = new Set();
  /** Of the tasks added, those that may be visited more than once. */
  readonly multi: Set<number> = new Set();

  constructor(state: RunState) {
    this.state = state;
  }

  /** -1 if there is no such task that edits can name: an item is none. */
  taskOf(id: string): number {
    const task = this.added.get(id) ?? this.state.taskIndex(id);
    return this.state.items?.places.has(task) === true ? -1 : task;
  }

  get taskCount(): number {
    return this.state.taskCount + this.added.size;
  }

  hasAction(id: string): boolean {
    return this.actions.has(id) || this.state.graph.actions.has(id);
  }

  isMulti(task: number): boolean {
    return this.multi.has(task) || (task < this.state.taskCount && (this.state.flags[task]! & MULTI) !== 0);
  }

  /** The edges of a task in the order written. */
  edgesFrom(task: number): DraftEdge[] {
    const { graph } = this.state;
    const found: DraftEdge[] = [];
    if (task < graph.taskCount) {
      for (let edge = graph.firstOut[task]!; edge >= 0; edge = graph.nextOut[edge]!) {
        if ((graph.edgeFlags[edge]! & REMOVED) !== 0 || this.removed.has(edge)) continue;
        found.push({ edge, from: task, to: graph.to[edge]!, def: graph.edgeDefs[edge]! });
      }
    }
    for (const edge of this.edges) if (edge.from === task && !this.removed.has(edge.edge)) found.push(edge);
    return found;
  }

  /** Takes an edit for accepted. */
  apply(edit: WbsEdit): void {
    switch (edit.tag) {
      case "register-action":
        this.actions.set(edit.val.id, actionOfEdit(this.state, edit.val));
        break;
      case "add-task":
        this.addTask(edit.val);
        break;
      case "update-task":
        break;
      case "remove-task": {
        const task = this.taskOf(edit.val);
        this.gone.add(task);
        for (const { edge } of this.edgesFrom(task)) this.removed.add(edge);
        break;
      }
      case "add-edge":
        this.addEdge(this.taskOf(edit.val.from), this.taskOf(edit.val.to), edgeOfTarget(edit.val));
        break;
      case "remove-edge": {
        const to = this.taskOf(edit.val.to);
        for (const found of this.edgesFrom(this.taskOf(edit.val.from)))
          if (found.to === to) this.removed.add(found.edge);
        break;
      }
    }
  }

  private addTask(addition: TaskAddition): void {
    const task = this.taskCount;
    this.added.set(addition.id, task);
    const after = distinct(addition.after);
    for (const id of after) this.addEdge(this.taskOf(id), task, afterEdge(addition.id));
    if (after.length === 1 && this.isMulti(this.taskOf(after[0]!))) this.multi.add(task);
    for (const target of addition.edges) this.addEdge(task, this.taskOf(target.to), edgeOfTarget(target));
  }

  private addEdge(from: number, to: number, def: WorkflowEdge): void {
    this.edges.push({ edge: this.state.graph.edgeCount + this.edges.length, from, to, def });
  }
}

export function distinct(ids: readonly string[]): readonly string[] {
  return ids.length < 2 ? ids : [...new Set(ids)];
}

/** The edge from a task that an added one comes after: a success lets it run. */
export function afterEdge(to: string): WorkflowEdge {
  return { to, trigger: { on: "succeeded" } };
}

export function edgeOfTarget({ to, label, on, condition }: WbsTarget): WorkflowEdge {
  const trigger = condition === undefined ? { on } : { on, condition };
  return label === undefined ? { to, trigger } : { to, label, trigger };
}

/** A registered action: what it does not say is the scenario's default. */
export function actionOfEdit(state: RunState, edit: Extract<WbsEdit, { tag: "register-action" }>["val"]): ActionDef {
  const { defaultTimeout, defaultRetry, defaultDelivery } = state.scenario;
  return {
    id: edit.id,
    call: edit.call,
    ...(edit.with === undefined ? {} : { with: edit.with }),
    ...(edit.priority === undefined ? {} : { priority: edit.priority }),
    ...(defaultTimeout === undefined ? {} : { timeout: defaultTimeout }),
    retry: defaultRetry,
    ...(defaultDelivery === undefined ? {} : { delivery: defaultDelivery }),
    export: [],
  };
}

export function nodeOfEdit(edit: TaskAddition): WorkflowNode {
  return {
    id: edit.id,
    type: "action",
    action: edit.action,
    ...(edit.with === undefined ? {} : { with: edit.with }),
    ...(edit.priority === undefined ? {} : { priority: edit.priority }),
    join: "all",
    maxVisits: DEFAULT_MAX_VISITS,
    terminate: false,
    edges: edit.edges.map(edgeOfTarget),
  };
}
