/**
 * What may start now: the order of the lanes, without what waits for room in a concurrency group or for a rate limit, its action's or its
 * component's. It is the shell's alone: nothing of it is an event, and `nextTask` knows nothing of it.
 *
 * 1. A task that cannot start stands in no other's way, and comes back to its place as soon as it can.
 * 2. Tasks wait together, in one gate, where all that bounds them is the same; so whoever is first of them is first to go.
 * 3. Every question and every answer costs as much as there are gates at most, whatever is ready.
 */
import type { RateLimit } from "../scenario/options.ts";
import type { ActionDef } from "../scenario/scenario.ts";
import { nextReady } from "../state/lanes.ts";
import { RateWindow } from "./rate-window.ts";
import { recentStarts } from "./recent.ts";
import type { Run } from "./run.ts";

interface Gate {
  readonly number: number;
  readonly bounds: readonly Bound[];
}

/** Something that has room, or none: a concurrency group, or a rate limit. */
interface Bound {
  readonly number: number;
  readonly gates: Gate[];
  readonly group: { readonly limit: number; inFlight: number } | undefined;
  readonly rate: RateWindow | undefined;
  /** It was asked to be told of the time at which the rate limit lets another begin. */
  asked: boolean;
}

export class Gates {
  readonly #run: Run;
  readonly #wake: (bound: number, time: number) => void;
  readonly #bounds: Bound[] = [];
  readonly #groups = new Map<string, Bound>();
  readonly #ofComponents = new Map<string, Bound>();
  /** By the numbers of what bounds them. */
  readonly #gates = new Map<string, Gate>();
  readonly #actions = new Map<string, Gate | undefined>();
  #asked = 0;

  /** `wake`: asks for `woken` at a time, for a bound once until it is told. */
  constructor(run: Run, wake: (bound: number, time: number) => void) {
    this.#run = run;
    this.#wake = wake;
    const { actions, concurrencyGroups = {}, componentRateLimits = {} } = run.scenario;
    for (const [name, limit] of Object.entries(concurrencyGroups))
      this.#groups.set(name, this.#add({ limit, inFlight: 0 }, undefined));
    for (const [id, limit] of Object.entries(componentRateLimits)) this.#ofComponents.set(id, this.#addRate(limit));
    for (const action of actions) this.#gateOf(action);
  }

  /** Whether something waits for time alone. */
  get waiting(): boolean {
    return this.#asked > 0;
  }

  /** The task to start next, or -1. It stays ready until `startAttempt`. */
  next(at: number): number {
    const { state } = this.#run;
    for (;;) {
      const task = nextReady(state);
      if (task < 0 || this.#bounds.length === 0) return task;
      const gate = this.#gateOf(state.actionOf(state.nodeOf(task).action ?? ""));
      if (gate === undefined) return task;
      if (!this.#isOpen(gate, at)) state.lanes.putAside(task, state.laneOf(task), gate.number);
      // Who was put aside before goes first.
      else if (!state.lanes.giveBack(gate.number)) return task;
    }
  }

  /** An attempt of the action is in flight. */
  enter(action: ActionDef): void {
    for (const { group } of this.#boundsOf(action)) if (group !== undefined) group.inFlight++;
  }

  /** It is not any more. */
  leave(action: ActionDef): void {
    for (const bound of this.#boundsOf(action)) {
      if (bound.group === undefined) continue;
      bound.group.inFlight--;
      this.#giveBack(bound);
    }
  }

  /** An attempt of the action was started; gives whether it has to be told when it begins. */
  start(action: ActionDef): boolean {
    let rated = false;
    for (const { rate } of this.#boundsOf(action)) {
      rate?.start();
      rated ||= rate !== undefined;
    }
    return rated;
  }

  /** It begins, or has come to its end without. */
  begin(action: ActionDef, at: number): void {
    for (const bound of this.#boundsOf(action)) {
      if (bound.rate === undefined) continue;
      const blocked = bound.rate.freeAt === Infinity;
      bound.rate.begin(at);
      if (blocked) this.#giveBack(bound);
    }
  }

  /** From when on an attempt of the action may be started, as far as rates go. */
  freeAt(action: ActionDef): number {
    return this.#boundsOf(action).reduce((time, { rate }) => Math.max(time, rate?.freeAt ?? -Infinity), -Infinity);
  }

  /** The time that was asked for has come. */
  woken(number: number): void {
    const bound = this.#bounds[number];
    if (bound?.asked !== true) return;
    bound.asked = false;
    this.#asked--;
    this.#giveBack(bound);
  }

  /**
   * What began in a run that was had from its journal. Of attempts that were under way when their process ended, and of those whose traces
   * the run had no room for, nobody knows when they began: they count as begun now.
   */
  recall(at: number): void {
    const run = this.#run;
    const times = new Map<RateWindow, number[]>();
    if (!this.#bounds.some(({ rate }) => rate !== undefined)) return;
    const note = (id: string, time: number): void => {
      const action = run.state.actionOf(id);
      for (const { rate } of action === undefined ? [] : this.#boundsOf(action)) {
        if (rate === undefined) continue;
        const list = times.get(rate);
        if (list === undefined) times.set(rate, [time]);
        else list.push(time);
      }
    };
    for (const [action, startedAt] of recentStarts(run)) note(action, startedAt);
    for (const { task, startedAt } of run.suspended.values()) note(run.state.nodeOf(task).action ?? "", startedAt);
    for (const task of run.underWay.keys()) note(run.state.nodeOf(task).action ?? "", at);
    for (const [rate, list] of times) for (const time of list.sort((a, b) => a - b)) rate.note(time);
    if (run.attempts > run.past.traces + run.traces.length) for (const { rate } of this.#bounds) rate?.fill(at);
  }

  #isOpen(gate: Gate, at: number): boolean {
    for (const bound of gate.bounds) {
      const { group, rate } = bound;
      if (group !== undefined && group.inFlight >= group.limit) return false;
      const time = rate?.freeAt ?? -Infinity;
      if (time <= at) continue;
      if (time < Infinity && !bound.asked) {
        bound.asked = true;
        this.#asked++;
        this.#wake(bound.number, time);
      }
      return false;
    }
    return true;
  }

  #giveBack({ gates }: Bound): void {
    for (const { number } of gates) this.#run.state.lanes.giveBack(number);
  }

  #boundsOf(action: ActionDef): readonly Bound[] {
    return this.#bounds.length === 0 ? NO_BOUNDS : (this.#gateOf(action)?.bounds ?? NO_BOUNDS);
  }

  #gateOf(action: ActionDef | undefined): Gate | undefined {
    if (action === undefined) return undefined;
    const known = this.#actions.get(action.id);
    if (known !== undefined || this.#actions.has(action.id)) return known;
    const gate = this.#findGate(action);
    this.#actions.set(action.id, gate);
    return gate;
  }

  #findGate({ call, concurrencyGroup, rateLimit }: ActionDef): Gate | undefined {
    const { componentGroups = {} } = this.#run.scenario;
    const component = call.slice(0, call.indexOf("."));
    const ofComponent = Object.hasOwn(componentGroups, component) ? componentGroups[component] : undefined;
    const bounds = new Set<Bound>();
    for (const name of [concurrencyGroup, ofComponent]) {
      const group = name === undefined ? undefined : this.#groups.get(name);
      if (group !== undefined) bounds.add(group);
    }
    const rate = this.#ofComponents.get(component);
    if (rate !== undefined) bounds.add(rate);
    if (rateLimit !== undefined) bounds.add(this.#addRate(rateLimit));
    if (bounds.size === 0) return undefined;
    const key = Array.from(bounds, ({ number }) => number).join(" ");
    let gate = this.#gates.get(key);
    if (gate === undefined) {
      gate = { number: this.#gates.size, bounds: [...bounds] };
      this.#gates.set(key, gate);
      for (const bound of bounds) bound.gates.push(gate);
    }
    return gate;
  }

  #addRate(limit: RateLimit): Bound {
    return this.#add(undefined, new RateWindow(limit));
  }

  #add(group: Bound["group"], rate: Bound["rate"]): Bound {
    const bound: Bound = { number: this.#bounds.length, gates: [], group, rate, asked: false };
    this.#bounds.push(bound);
    return bound;
  }
}

const NO_BOUNDS: readonly Bound[] = [];
