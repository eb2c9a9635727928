/**
 * Owns everything a run has decided so far. The topology belongs to `graph` (`wbs/`); who may change what here:
 * `lanes.ts` the order of what is ready, `visits.ts` the visits of single tasks, `effects.ts` the edges, `rounds.ts` the
 * loops, `failure.ts` how a run stops, `compensations.ts` what it undoes then, `items.ts` the items of a node
 * with `for_each`, `apply-edits.ts` the edits. All of them only within `transition`.
 *
 * 1. `pending[task]` counts its edges that can still decide something in this round of the loop around it, back edges aside.
 * 2. A task in a lane has the status ready, and no other task has it.
 * 3. `inFlight` counts the tasks that are running, those aside whose items are under way, `waits` those that wait for a retry, `ready` those in lanes.
 * 4. The worklist is empty between events unless a decision is awaited (`deciding`).
 * 5. A multi-visit task (flag MULTI) keeps arrivals in `queues`; every other task is visited once in a round.
 */
import type { ActionOutcome, TaskStatus, WbsEdit } from "../outcome/outcome.ts";
import type { ActionDef, Scenario, WorkflowNode } from "../scenario/scenario.ts";
import type { Graph } from "../wbs/graph.ts";
import { growFloat64, growInt32, growUint32, growUint8, nextCapacity } from "../wbs/grow.ts";
import { Compensations } from "./compensations.ts";
import { checkEdits } from "./check-edits.ts";
import type { CheckedEdits, EditChecks } from "./check-edits.ts";
import { READY, RUNNING, STATUSES } from "./flags.ts";
import { Items } from "./items.ts";
import { Lanes } from "./lanes.ts";
import { outgoingEdges } from "./outgoing.ts";
import type { OutgoingEdge } from "./outgoing.ts";
import type { RunResult } from "./result.ts";
import { arrivedOutcome } from "./visits.ts";
import { Worklist } from "./worklist.ts";

/** How far a loop has come. */
export interface Rounds {
  /** Undecided edges from outside that count in this round of the loop around it. */
  pendingIn: number;
  /** One of the edges from outside was taken. */
  entered: boolean;
  active: boolean;
  /** Ended or skipped in this round of the loop around it. */
  over: boolean;
  /** Members and inner loops that this round has not settled. */
  unresolved: number;
  /** The source of the back edge decided last, -1 while none was taken in this round. */
  backFrom: number;
  /** From 1. */
  round: number;
  /** Edits took something away inside: any member may be free of edges when a round begins. */
  edited: boolean;
}

export interface Arrivals {
  readonly items: (ActionOutcome | undefined)[];
  head: number;
}

export class RunState {
  phase: "created" | "running" | "stopping" | "compensating" | "ended" = "created";
  /** Set when the run stops or ends. */
  result: RunResult | undefined = undefined;
  /** The first failure that no edge handles, under `on_failure: continue`. */
  failure: RunResult | undefined = undefined;
  /** The decision whose edges are awaited, -1 for none. */
  deciding = -1;
  inFlight = 0;
  waits = 0;
  /** The time of the event being applied, in milliseconds. */
  now = 0;
  readonly graph: Graph;
  readonly scenario: Scenario;
  readonly maxTasks: number;
  readonly lanes: Lanes;
  readonly work: Worklist = new Worklist();
  status: Uint8Array;
  flags: Uint8Array;
  lane: Uint8Array;
  visits: Uint32Array;
  pending: Int32Array;
  reached: Int32Array;
  readyAt: Float64Array;
  readonly outcomes: (ActionOutcome | undefined)[];
  readonly rounds: Rounds[] = [];
  readonly starts: number[] = [];
  readonly queues: Map<number, Arrivals> = new Map();
  /** What the present visit of a multi-visit task was reached with. */
  readonly arrived: Map<number, ActionOutcome | undefined> = new Map();
  /** Of tasks whose present visit has had more than one. */
  readonly attempts: Map<number, number> = new Map();
  /** Undefined where no action can be undone. */
  readonly compensations: Compensations | undefined;
  /** Undefined where no node has any. */
  readonly items: Items | undefined;
  /** Tasks that the last batch of edits may have set free. */
  touched: number[] = [];

  constructor(scenario: Scenario, graph: Graph, maxTasks: number) {
    const tasks = graph.taskCount;
    this.scenario = scenario;
    this.graph = graph;
    this.maxTasks = maxTasks;
    const undoable = scenario.actions.some(({ compensate }) => compensate !== undefined);
    this.compensations = undoable ? new Compensations() : undefined;
    this.items = scenario.nodes.some(({ forEach }) => forEach !== undefined) ? new Items() : undefined;
    this.lanes = new Lanes(tasks);
    this.status = new Uint8Array(tasks);
    this.flags = new Uint8Array(tasks);
    this.lane = new Uint8Array(tasks);
    this.visits = new Uint32Array(tasks);
    this.pending = new Int32Array(tasks);
    this.reached = new Int32Array(tasks).fill(-1);
    this.readyAt = new Float64Array(tasks);
    this.outcomes = new Array<ActionOutcome | undefined>(tasks).fill(undefined);
  }

  /** Of every kind of node, those added by edits included. */
  get taskCount(): number {
    return this.graph.taskCount;
  }

  /** Makes room for the tasks that the graph has gained. */
  grow(): void {
    const tasks = this.graph.taskCount;
    while (this.outcomes.length < tasks) this.outcomes.push(undefined);
    if (tasks <= this.status.length) return;
    const capacity = nextCapacity(this.status.length, tasks);
    this.status = growUint8(this.status, capacity);
    this.flags = growUint8(this.flags, capacity);
    this.lane = growUint8(this.lane, capacity);
    this.visits = growUint32(this.visits, capacity);
    this.pending = growInt32(this.pending, capacity);
    this.reached = growInt32(this.reached, capacity, -1);
    this.readyAt = growFloat64(this.readyAt, capacity);
    this.lanes.grow(capacity);
  }

  taskId(task: number): string {
    return this.nodeOf(task).id;
  }

  /** -1 if there is no such task. */
  taskIndex(id: string): number {
    return this.graph.taskIndex(id);
  }

  /** The node as it stands now: as written, or as edits made it. */
  nodeOf(task: number): WorkflowNode {
    const node = this.graph.nodes[task];
    if (node === undefined) throw new Error(`There is no task ${task}`);
    return node;
  }

  /** The action of this id: the scenario's, or one that an edit registered. */
  actionOf(id: string): ActionDef | undefined {
    return this.graph.actions.get(id);
  }

  /** A wait for a retry counts as `waiting`. Once the run stops, what has neither ended nor begun is `cancelled`. */
  statusOf(task: number): TaskStatus {
    const status = this.status[task]!;
    const { phase } = this;
    if (phase === "stopping" && status <= READY) return "cancelled";
    const over = phase === "ended" || (phase === "compensating" && !this.isCompensation(task));
    if (over && status <= RUNNING) return "cancelled";
    return STATUSES[status]!;
  }

  /** Whether the task undoes what another did. */
  isCompensation(task: number): boolean {
    return this.compensations?.undone.has(task) === true;
  }

  /** Visits that have begun. Of an end: what arrived. */
  visitsOf(task: number): number {
    return this.visits[task]!;
  }

  /** The number of the present attempt within its visit, from 1. */
  attemptOf(task: number): number {
    return this.attempts.get(task) ?? 1;
  }

  laneOf(task: number): number {
    return this.lane[task]!;
  }

  /** When the task last became ready, in milliseconds. */
  readyAtOf(task: number): number {
    return this.readyAt[task]!;
  }

  /** The outcome that reached the task's present visit, through decisions too; undefined for a start. */
  arrivedOutcome(task: number): ActionOutcome | undefined {
    return arrivedOutcome(this, task);
  }

  /** The outcome of the task's last visit; undefined before the first. A decision's is the one that reached it. */
  lastOutcome(task: number): ActionOutcome | undefined {
    return this.outcomes[task];
  }

  /** The edges of a task in the order written; with a batch of accepted edits, as they will be once it is applied. */
  outgoingEdges(task: number, batch?: readonly WbsEdit[]): readonly OutgoingEdge[] {
    return outgoingEdges(this, task, batch);
  }

  /** Whether the edits of an attempt of `task` would all be accepted, one after another; or why not. */
  checkEdits(task: number, batch: readonly WbsEdit[], checks?: EditChecks): CheckedEdits {
    return checkEdits(this, task, batch, checks);
  }
}
