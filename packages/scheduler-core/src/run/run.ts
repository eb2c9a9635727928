/**
 * A run without a clock, a file or a network: what every shell (local, durable, inside a component) shares.
 *
 * Owns: the state machine's state, the workbook, compiled expressions. Its neighbours own: the shell, time and the calling of
 * components; `state/`, what may happen next.
 *
 * 1. The state changes by `apply` alone. Whoever keeps the events has the run: folding them gives state and exports again.
 * 2. An event carries what was decided; nothing in `apply` evaluates an expression but to answer the commands `decide` and `expand`.
 * 3. Secrets stay as they are in here. Whatever leaves for people goes through `redactor` (see `report.ts`).
 */
import type { Expression } from "../expression/expression.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { OutcomeView } from "../expression/scope.ts";
import type { ActionError, WbsEdit } from "../outcome/outcome.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { RunEvent, RunState } from "../state/types.ts";
import type { UnderWay } from "./attempt.ts";
import type { JournalEntry } from "./journal.ts";
import { SuspendedTasks } from "./suspended-tasks.ts";
import { Signals } from "./wait.ts";
import { ExportBook } from "../workbook/exports.ts";
import { KeptOutputs } from "../workbook/kept-outputs.ts";
import { Redactor } from "../workbook/redactor.ts";
import type { EditReport, LogReport } from "../workbook/report.ts";
import type { TraceRecord } from "../workbook/trace.ts";
import type { RunLimits } from "./limits.ts";
import type { Planner, TaskPlan } from "./plan.ts";
import type { RecentStart } from "./recent.ts";
import { RunScope, viewTask } from "./scope.ts";

/** An export's new value, as the event that set it carries it. */
export interface SetExport {
  readonly name: string;
  readonly value: JsonValue;
}

/** Told at once of what an observer may want to know. What it is given is not redacted. */
export interface RunListener {
  readonly exportSet: (at: number, task: string, name: string, value: JsonValue) => void;
  readonly edited: (at: number, edit: EditReport) => void;
}

/** What a run has recorded and does not hold any more. */
export interface Past {
  readonly traces: number;
  readonly edits: number;
  readonly logs: number;
}

export const NO_PAST: Past = Object.freeze({ traces: 0, edits: 0, logs: 0 });

interface Deciding {
  readonly task: string;
  readonly view: OutcomeView;
  readonly batch: readonly WbsEdit[] | undefined;
}

export class Run {
  readonly id: string;
  readonly scenario: Scenario;
  readonly limits: RunLimits;
  readonly state: RunState;
  readonly scope: RunScope;
  readonly planner: Planner;
  readonly exports: ExportBook = new ExportBook();
  readonly redactor: Redactor = new Redactor();
  /** What components asked to hide, beyond the secrets. */
  readonly hidden: string[] = [];
  readonly kept: KeptOutputs;
  traces: TraceRecord[] = [];
  edits: EditReport[] = [];
  logs: LogReport[] = [];
  /** How many of each were kept before those, and stand in the journal alone; see `recall`. */
  past: Past = NO_PAST;
  /** Attempts of those that a rate limit may still count. */
  recent: readonly RecentStart[] = [];
  /** Plans by task index. */
  readonly plans: (TaskPlan | undefined)[] = [];
  /** Conditions by edge index, each with the text it was made of. */
  readonly conditions: (Expression | undefined)[] = [];
  /** Bytes of the outputs held for expressions alone, by task; see `holdOutput`. */
  readonly held: Map<number, number> = new Map();
  heldBytes = 0;
  startedAt = 0;
  /** The trace of the attempt that ended last, whether it was kept or not. */
  lastTrace: TraceRecord | undefined;
  /** All that ended, kept or not. */
  attempts = 0;
  /** Those of them beyond the first of their visit. */
  retries = 0;
  /** The shell is to cancel what is in flight. It takes the flag down itself. */
  cancelRequested = false;
  /** Nothing more happens. */
  ended = false;
  /** Why the run was ended from outside or by the engine; the machine's own reason is in its state. */
  stoppedBy: ActionError | undefined;
  /** The outcome that is being decided, which the state does not hold yet, and the edits that come with it. */
  deciding: Deciding | undefined;
  /** Attempts that wait and hold no slot, by task. */
  readonly suspended: SuspendedTasks = new SuspendedTasks();
  /** Attempts under way, in the order they were started, of a run with a journal. */
  readonly underWay: Map<number, UnderWay> = new Map();
  /** When the next attempt of a task is due, for those that wait for one. */
  readonly retryAt: Map<number, number> = new Map();
  readonly signals: Signals = new Signals();
  /** Edits that the journal holds already. */
  journaledEdits = 0;
  /** Gets everything that has to be kept for the run to be had again; an event before it is applied. */
  journal: ((entry: JournalEntry) => void) | undefined;
  listener: RunListener | undefined;

  constructor(
    id: string,
    scenario: Scenario,
    state: RunState,
    limits: RunLimits,
    inputs: JsonObject,
    secrets: { readonly [name: string]: string },
    planner: Planner,
  ) {
    this.id = id;
    this.scenario = scenario;
    this.state = state;
    this.limits = limits;
    this.planner = planner;
    this.kept = new KeptOutputs(limits.maxKeptBytes);
    for (const action of scenario.actions) for (const def of action.export) this.exports.declare(def);
    for (const name of Object.keys(secrets)) this.redactor.add(secrets[name] ?? "");
    this.scope = new RunScope(id, scenario, inputs, secrets, this.exports.values, (task) => this.#view(task));
  }

  /** Hides a value, from now on, in all that is shown. */
  hide(value: string): void {
    if (this.redactor.add(value)) this.hidden.push(value);
  }

  /** Keeps account of who is under way and who waits, as the machine's events say it, and of what was compiled. */
  note(event: RunEvent): void {
    if (event.type === "retrying") {
      this.underWay.delete(event.task);
      this.retryAt.set(event.task, event.at + event.delayMs);
    } else if (event.type === "due") this.retryAt.delete(event.task);
    else if (event.type === "completed") {
      this.underWay.delete(event.task);
      if (this.suspended.size > 0) this.suspended.delete(event.task);
      if (event.edits !== undefined) this.#forgetPlans(event.edits);
    }
  }

  /** What was compiled of a task that an edit changes is compiled again. */
  #forgetPlans(edits: readonly WbsEdit[]): void {
    for (const edit of edits) {
      if (edit.tag !== "update-task") continue;
      const index = this.state.taskIndex(edit.val.id);
      if (index >= 0) this.plans[index] = undefined;
    }
  }

  #view(task: string): OutcomeView | undefined {
    const { state, deciding } = this;
    if (deciding !== undefined && deciding.task === task) return deciding.view;
    const index = state.taskIndex(task);
    if (index >= 0) return viewTask(state.statusOf(index), state.lastOutcome(index));
    const added = deciding?.batch?.some((edit) => edit.tag === "add-task" && edit.val.id === task) === true;
    return added ? viewTask("waiting", undefined) : undefined;
  }
}
