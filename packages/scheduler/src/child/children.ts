/**
 * The runs that one run begins by `scenario.run`.
 *
 * Owns: which of them are under way in this process, and what of them the report shows. Their own shells own everything else.
 *
 * 1. An attempt has one run: carried out once more, it takes how that one ended, or goes on with it.
 * 2. A run is cancelled when its attempt is told to stop, and left when the run that began it is left or lost: then its attempt stays
 *    undecided (`ChildLeftError`), for whoever goes on with both.
 * 3. None is begun after `leave`.
 */
import {
  measureJson,
  type ActionOutcome,
  type ChildReport,
  type JsonObject,
  type Run,
  type RunReport,
} from "@scheduler-components/core";
import { cancelled, onCancelled, type ActionContext } from "@scheduler-components/executor";
import { RunLeftError } from "../engine/errors.ts";
import { endKept, endKeptBelow } from "../engine/end-kept.ts";
import type { RunClock } from "../engine/run-clock.ts";
import type { RunHandle } from "../engine/types.ts";
import type { Watchers } from "../engine/watchers.ts";
import { StoreError, type Store } from "../store/store.ts";
import { ChildLeftError } from "./child-left-error.ts";
import { childPlace, childRunId, type ChildPlace } from "./child-id.ts";
import type { ChildRequest, ChildRunner } from "./component.ts";
import type { Lineage } from "./lineage.ts";
import { childOutcome, refusedOutcome, thrownOutcome, unreadableOutcome } from "./outcomes.ts";
import type { PreparedChild, ScenarioSource, ScenarioText } from "./source.ts";

/** A run to begin, or to go on with. */
export interface ChildBeginning extends ScenarioText {
  readonly id: string;
  /** A store has it already. */
  readonly known: boolean;
  readonly prepared: PreparedChild | undefined;
  readonly inputs: JsonObject;
  readonly lineage: Lineage;
}

export interface ChildrenGround {
  readonly lineage: Lineage;
  readonly watchers: Watchers;
  readonly scenarios: ScenarioSource;
  readonly store: Store | undefined;
  readonly begin: (child: ChildBeginning) => RunHandle;
}

/** The run that begins them, once it is made. */
interface Begetter {
  readonly run: Run;
  readonly file: string | undefined;
}

export class Children implements ChildRunner {
  readonly #ground: ChildrenGround;
  #of: Begetter | undefined;
  #leaving = false;
  readonly #handles = new Set<RunHandle>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #reports: ChildReport[] = [];

  constructor(ground: ChildrenGround) {
    this.#ground = ground;
  }

  /** Says whose they are, before any is begun. */
  of(run: Run, file: string | undefined): void {
    this.#of = { run, file };
  }

  /** For the report; undefined where there is none. */
  get reports(): readonly ChildReport[] | undefined {
    return this.#reports.length === 0 ? undefined : this.#reports;
  }

  run(request: ChildRequest, context: ActionContext): Promise<ActionOutcome> {
    const running = this.#run(request, context);
    this.#underWay.add(running);
    const over = (): void => void this.#underWay.delete(running);
    running.then(over, over);
    return running;
  }

  /**
   * Ends those that an attempt began and nobody goes on with: the attempt is over, and they are not. What they have to undo is undone;
   * `told` is told where that cannot be.
   */
  async endOrphans(store: Store, clock: RunClock, told: (message: string) => void): Promise<void> {
    const parent = (this.#of as Begetter).run.id;
    const reason = "The attempt that began the run is over.";
    for (const { id, held } of store.runs({ parent, status: ["running"], limit: Number.MAX_SAFE_INTEGER })) {
      if (held) continue;
      try {
        if (await endKept(store, id, reason, clock)) await endKeptBelow(store, id, reason, clock);
        else await this.#undo(store.source(id), id, reason);
      } catch (error) {
        if (error instanceof StoreError && error.code === "store-failed") throw error;
        const why = error instanceof Error ? error.message : String(error);
        told(`The run ${id} could not be ended: ${why}. Once it can be: scheduler runs resume ${id}`);
      }
    }
  }

  /** Goes on with a run that is cancelled, so that it undoes what it did. */
  async #undo(text: ScenarioText, id: string, reason: string): Promise<void> {
    const prepared = await this.#ground.scenarios.prepare?.(text);
    const place = childPlace((this.#of as Begetter).run.id, id);
    const handle = this.#begin({ text: text.text, file: text.file, id, prepared, inputs: {}, known: true }, place);
    handle.cancel(reason);
    await handle.result;
  }

  #begin(child: Omit<ChildBeginning, "lineage">, place: ChildPlace): RunHandle {
    const { run } = this.#of as Begetter;
    const { lineage, watchers, begin } = this.#ground;
    const above = { parent: { run: run.id, ...place }, redactor: run.redactor, watchers };
    return begin({ ...child, lineage: { depth: lineage.depth + 1, family: lineage.family, above } });
  }

  /** Lets go of all; they go on when the run that began them does. */
  leave(): void {
    this.#leaving = true;
    for (const handle of this.#handles) handle.leave();
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #run({ file, input }: ChildRequest, context: ActionContext): Promise<ActionOutcome> {
    const { store, scenarios } = this.#ground;
    const of = this.#of as Begetter;
    const place = { task: context.taskId(), visit: context.visit(), attempt: context.attempt() };
    const id = childRunId(of.run.id, place);
    const known = store?.run(id);
    if (known !== undefined && known.parent !== of.run.id)
      return refusedOutcome(
        "child-taken",
        `There is a run ${id} already, which this one did not begin; prune it, or begin this one with another id.`,
      );
    const report = known === undefined ? undefined : store?.report(id);
    if (report !== undefined) return childOutcome(report, file, false);
    const refused = this.#whyNoMore();
    if (refused !== undefined) return refused;
    let text: ScenarioText;
    try {
      text = known === undefined ? await scenarios.read(file, of.file) : (store as Store).source(id);
    } catch (error) {
      return unreadableOutcome(error);
    }
    try {
      const prepared = await scenarios.prepare?.(text);
      if (this.#leaving) throw new ChildLeftError(id);
      if (context.isCancelled()) return cancelled("The attempt was cancelled before its run began.");
      const given = { text: text.text, file: text.file, inputs: input };
      const handle = this.#begin({ ...given, id, prepared, known: known !== undefined }, place);
      return await this.#follow(handle, file, place, context);
    } catch (error) {
      if (!(error instanceof RunLeftError)) return thrownOutcome(file, error);
      if (this.#leaving) throw new ChildLeftError(id);
      return thrownOutcome(file, error);
    }
  }

  /** Counts a run, where one more may be begun. */
  #whyNoMore(): ActionOutcome | undefined {
    const { depth, family } = this.#ground.lineage;
    const { maxRunDepth, maxChildRuns } = (this.#of as Begetter).run.limits;
    if (depth >= maxRunDepth)
      return refusedOutcome(
        "children-too-deep",
        `At most ${maxRunDepth} runs lie inside one another; the limit is maxRunDepth.`,
      );
    if (family.begun >= maxChildRuns)
      return refusedOutcome(
        "too-many-children",
        `At most ${maxChildRuns} runs are begun below one; the limit is maxChildRuns.`,
      );
    family.begun += 1;
    return undefined;
  }

  async #follow(handle: RunHandle, file: string, place: ChildPlace, context: ActionContext): Promise<ActionOutcome> {
    this.#handles.add(handle);
    try {
      onCancelled(context, () => {
        if (!this.#leaving) handle.cancel("The attempt that began the run was cancelled, or reached its timeout.");
      });
      const report = await handle.result;
      const told = context.isCancelled();
      // A store has them as runs of their own.
      if (this.#ground.store === undefined) this.#keep({ ...place, file, report });
      return childOutcome(report, file, told);
    } finally {
      this.#handles.delete(handle);
    }
  }

  /** Keeps a report whole as long as there is room: all of a family together have as much as one run. */
  #keep(child: ChildReport): void {
    const { family } = this.#ground.lineage;
    const { maxKeptBytes } = (this.#of as Begetter).run.limits;
    const bytes = sizeOf(child.report);
    if (family.keptBytes + bytes <= maxKeptBytes) {
      family.keptBytes += bytes;
      this.#reports.push(child);
      return;
    }
    const { children: _, components: __, ...rest } = child.report;
    const report = { ...rest, traces: [], logs: [], edits: [], exports: {}, tasks: {} };
    this.#reports.push({ ...child, report, cut: { by: "max-kept", limit: maxKeptBytes } });
  }
}

/** What a trace or a log line takes beside its texts and values. */
const RECORD_BYTES = 512;

function sizeOf({ traces, logs, exports }: RunReport): number {
  let bytes = RECORD_BYTES * (1 + traces.length + logs.length);
  const add = (value: unknown): void => {
    const measured = measureJson(value, Infinity);
    if (measured.ok) bytes += measured.bytes;
  };
  for (const { output, detail } of traces) add([output, detail]);
  for (const { message } of logs) bytes += message.length;
  add(exports);
  return bytes;
}
