import type { Action, ActionOutcome } from "../outcome/outcome.ts";
import { viewOutcome } from "./scope.ts";
import type { TaskPlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { scopeOf, see, standingOf, type Seen } from "./seen.ts";
import type { Suspended } from "./wait.ts";

/** An attempt under way: one object of one shape for each. Times are milliseconds since the Unix epoch. */
export class Attempt {
  readonly task: number;
  readonly taskId: string;
  readonly visit: number;
  readonly attempt: number;
  readonly lane: number;
  readonly plan: TaskPlan;
  startedAt: number;
  waitMs: number;
  /** What to carry out; undefined where its parameters could not be made, and `failure` says why. */
  readonly action: Action | undefined;
  readonly failure: ActionOutcome | undefined;

  constructor(
    task: number,
    taskId: string,
    visit: number,
    attempt: number,
    lane: number,
    plan: TaskPlan,
    startedAt: number,
    waitMs: number,
    action: Action | undefined,
    failure: ActionOutcome | undefined,
  ) {
    this.task = task;
    this.taskId = taskId;
    this.visit = visit;
    this.attempt = attempt;
    this.lane = lane;
    this.plan = plan;
    this.startedAt = startedAt;
    this.waitMs = waitMs;
    this.action = action;
    this.failure = failure;
  }

  /** It had to wait on: for its component, or for an earlier attempt to return. */
  delayStart(at: number): void {
    this.waitMs += Math.max(0, at - this.startedAt);
    this.startedAt = at;
  }
}

/** An attempt under way, as a run keeps it that is kept itself. */
export interface UnderWay {
  readonly startedAt: number;
  readonly seen: Seen | undefined;
  /** The attempt itself, where what it saw cannot be told. */
  readonly attempt: Attempt | undefined;
}

/** Notes what an attempt that has just been started must have to be carried out once more. `attempt`: where there is one already. */
export function noteUnderWay(run: Run, task: number, at: number, attempt?: Attempt): void {
  const { reads } = run.plans[task] ?? planTask(run, task);
  const underWay = reads.unknown
    ? { startedAt: at, seen: undefined, attempt: attempt ?? openAttempt(run, task, at) }
    : { startedAt: at, seen: see(run, task, reads), attempt: undefined };
  run.underWay.set(task, underWay);
}

/**
 * The attempt of a task that was running when its process ended: it is carried out once more, as the same attempt, with the parameters
 * that it had then.
 */
export function reopenAttempt(run: Run, task: number, at: number): Attempt {
  const underWay = run.underWay.get(task);
  if (underWay === undefined) throw new Error(`No attempt of task ${task} was under way.`);
  const attempt = underWay.attempt ?? openAgain(run, task, underWay);
  attempt.delayStart(at);
  return attempt;
}

function openAgain(run: Run, task: number, { startedAt, seen }: UnderWay): Attempt {
  const { state } = run;
  const plan = run.plans[task] ?? planTask(run, task);
  const [id, visit, attempt] = [state.taskId(task), state.visitsOf(task), state.attemptOf(task)];
  const prepared = plan.prepare(scopeOf(run, task, attempt, seen));
  const [action, failure] = prepared.ok ? [prepared.action, undefined] : [undefined, prepared.outcome];
  const waitMs = Math.max(0, startedAt - state.readyAtOf(task));
  return new Attempt(task, id, visit, attempt, state.laneOf(task), plan, startedAt, waitMs, action, failure);
}

/** The attempt of a task that was waiting: there is nothing to carry out any more. */
export function reopenSuspended(run: Run, { task, startedAt, waitMs }: Suspended): Attempt {
  const { state } = run;
  const plan = run.plans[task] ?? planTask(run, task);
  return new Attempt(
    task,
    state.taskId(task),
    state.visitsOf(task),
    state.attemptOf(task),
    state.laneOf(task),
    plan,
    startedAt,
    waitMs,
    undefined,
    undefined,
  );
}

/** The attempt of a task that has just been started: renders and checks its parameters. */
export function openAttempt(run: Run, task: number, at: number): Attempt {
  const { state } = run;
  const lane = state.laneOf(task);
  const taskId = state.nodeOf(task).id;
  const visit = state.visitsOf(task);
  const attempt = state.attemptOf(task);
  const plan = run.plans[task] ?? planTask(run, task);
  const waitMs = Math.max(0, at - state.readyAtOf(task));
  const { known } = plan;
  if (known !== undefined) return new Attempt(task, taskId, visit, attempt, lane, plan, at, waitMs, known, undefined);
  const prepared = prepare(run, task, plan, attempt);
  if (prepared.ok) return new Attempt(task, taskId, visit, attempt, lane, plan, at, waitMs, prepared.action, undefined);
  return new Attempt(task, taskId, visit, attempt, lane, plan, at, waitMs, undefined, prepared.outcome);
}

function prepare(run: Run, task: number, plan: TaskPlan, attempt: number): ReturnType<TaskPlan["prepare"]> {
  const { id, visit, outcome, item } = standingOf(run, task);
  run.scope.enter(id, visit, attempt, outcome === undefined ? undefined : viewOutcome(outcome));
  run.scope.item = item;
  return plan.prepare(run.scope);
}

/** The items of a node have its plan. */
function planTask(run: Run, task: number): TaskPlan {
  const place = run.state.items?.places.get(task);
  const plan = place === undefined ? planNode(run, task) : (run.plans[place.node] ??= planNode(run, place.node));
  run.plans[task] = plan;
  return plan;
}

function planNode(run: Run, task: number): TaskPlan {
  const { id, action = "", with: over, forEach } = run.state.nodeOf(task);
  const def = run.state.actionOf(action);
  if (def === undefined)
    throw new Error(`The action "${action}" of the task "${id}" does not exist: the scenario was not checked.`);
  return run.planner.plan(def, over, forEach);
}
