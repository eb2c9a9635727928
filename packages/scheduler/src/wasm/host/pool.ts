/**
 * The threads of one component, and the calls that wait for them.
 *
 * Owns which thread gets which call, and how many threads there are.
 *
 * 1. First come, first served: a call that is given back stands before those that came after it.
 * 2. As many threads compute as there are processors, and one more for each that waits for HTTP, at most `instances`.
 * 3. A further thread is started when calls have waited for `PATIENCE_MS` behind others. One beyond those that compute only when the first
 *    has waited for `HTTP_PATIENCE_MS`, and not where the engine's own thread, which carries all HTTP, was busy meanwhile.
 */
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import type { Fault, GuestAnswer, GuestYield } from "../protocol.ts";
import type { Pending } from "./pending.ts";
import type { GuestThread } from "./thread.ts";
import type { ThreadEvents } from "./thread-events.ts";

/** How long a call waits behind others before a thread is started for it; starting one takes tens of milliseconds. */
const PATIENCE_MS = 5;
/** How long the first of them waits where threads are there only because others wait for HTTP: each is slow until it has made some thousand calls. */
const HTTP_PATIENCE_MS = 20;
/** The part of that time in which the engine's thread did something, from which it counts as busy. */
const BUSY = 0.8;
/** How many calls a thread is given ahead, so that it need not wait for the next; the rest stays where another may take it. */
const AHEAD = 16;
/**
 * What a thread has ahead waits for its call's HTTP, or is taken back. So each call that waits for HTTP halves how many are given ahead, and
 * each that ends brings back a part of one. One stays, so that a thread need not be woken for it.
 */
const RECOVERS = 0.25;
const LEAST_AHEAD = 2;
/** Threads in a row that did not start before calls are given up. */
const MAX_FAILED_STARTS = 3;

export interface PoolOptions {
  readonly instances: number;
  readonly makeThread: (events: ThreadEvents) => GuestThread;
  readonly ask: ThreadEvents["ask"];
  readonly used: ThreadEvents["used"];
  /** Said outside of any call: while an instance started. */
  readonly said: (asked: GuestYield) => void;
}

export class GuestPool {
  readonly #options: PoolOptions;
  readonly #threads = new Set<GuestThread>();
  readonly #computing: number;
  #queue: Pending[] = [];
  #starting = 0;
  #flushing = false;
  #patience: NodeJS.Timeout | undefined;
  #firstStart: ((answer: GuestAnswer<undefined>) => void) | undefined;
  #failedStarts = 0;
  #ahead = AHEAD;
  #closed = false;
  /** How the first release of a worn-out instance went wrong. */
  #unreleased: GuestAnswer<undefined> | undefined;
  /** Instances that were made. */
  started = 0;
  /** The most at once. */
  most = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#computing = Math.max(1, Math.min(options.instances, availableParallelism() - 1));
  }

  /** Starts the first thread; gives how its init ended. */
  start(): Promise<GuestAnswer<undefined>> {
    return new Promise((resolve) => {
      this.#firstStart = resolve;
      this.#grow();
    });
  }

  run(pending: Pending): void {
    this.#queue.push(pending);
    if (this.#flushing) return;
    this.#flushing = true;
    // All that one turn of the engine asks for goes out together.
    queueMicrotask(() => this.#flush());
  }

  /** Tells a call to stop; one that has not begun ends at once. */
  stop(pending: Pending): void {
    const waiting = this.#queue.indexOf(pending);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    if (waiting >= 0 || [...this.#threads].some((thread) => thread.stop(pending)))
      pending.end({ answer: { kind: "cancelled" } });
  }

  /** Releases every instance and ends every thread; gives what went wrong. */
  async release(): Promise<readonly GuestAnswer<undefined>[]> {
    this.#closed = true;
    clearTimeout(this.#patience);
    const answers = await Promise.all([...this.#threads].map((thread) => thread.release()));
    // Given back by what was released meanwhile: there is no thread for it any more.
    for (const pending of this.#queue.splice(0)) pending.end({ answer: { kind: "cancelled" } });
    if (this.#unreleased !== undefined) answers.unshift(this.#unreleased);
    return answers.filter(({ kind }) => kind !== "answer");
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#closed) return;
    let taken = 0;
    for (; taken < this.#queue.length; taken++) {
      const thread = this.#idlest();
      if (thread === undefined) break;
      thread.give(this.#queue[taken] as Pending);
    }
    if (taken > 0) this.#queue = this.#queue.slice(taken);
    this.#growIfNeeded();
  }

  #idlest(): GuestThread | undefined {
    let idlest: GuestThread | undefined;
    for (const thread of this.#threads) {
      if (!thread.canTake || thread.load >= Math.floor(this.#ahead)) continue;
      if (idlest === undefined || thread.load < idlest.load) idlest = thread;
    }
    return idlest;
  }

  /** Calls that stand behind others. */
  get #backlog(): number {
    let backlog = this.#queue.length;
    for (const thread of this.#threads) backlog += Math.max(0, thread.load - 1);
    return backlog;
  }

  #growIfNeeded(): void {
    if (this.#closed || this.#patience !== undefined || !this.#wanting) return;
    const someone = [...this.#threads].some((thread) => thread.atService || thread.blocked);
    if (!someone) return this.#grow();
    const before = performance.eventLoopUtilization();
    const patience = this.#mayCompute ? PATIENCE_MS : Math.max(PATIENCE_MS, HTTP_PATIENCE_MS - this.#waited);
    this.#patience = setTimeout(() => {
      this.#patience = undefined;
      if (this.#closed || !this.#wanting) return;
      const busy = performance.eventLoopUtilization(before).utilization >= BUSY;
      if (this.#mayCompute || (!busy && this.#waited >= HTTP_PATIENCE_MS)) this.#grow();
      else this.#growIfNeeded();
    }, patience);
  }

  /** A processor is there for one thread more. */
  get #mayCompute(): boolean {
    return this.#threads.size < this.#computing;
  }

  /** How long the first in the queue has waited, in milliseconds. */
  get #waited(): number {
    const [first] = this.#queue;
    return first === undefined ? 0 : performance.now() - first.since;
  }

  /** Calls wait, and there may be a thread more. */
  get #wanting(): boolean {
    if (this.#starting > 0 || this.#backlog === 0) return false;
    let blocked = 0;
    for (const thread of this.#threads) if (thread.blocked) blocked += 1;
    return this.#threads.size < Math.min(this.#options.instances, this.#computing + blocked);
  }

  #grow(): void {
    this.#starting += 1;
    this.started += 1;
    const { makeThread, ask, used } = this.#options;
    const thread = makeThread({
      ask,
      used,
      ready: (answer, asked) => this.#ready(answer, asked),
      relieved: () => this.#relieved(),
      blocked: () => this.#blocked(),
      givenBack: (calls) => this.#giveBack(calls),
      retired: (answer) => this.#retired(answer),
      gone: (lost, unbegun) => this.#gone(lost, unbegun),
    });
    this.#threads.add(thread);
    this.most = Math.max(this.most, this.#threads.size);
  }

  #ready(answer: GuestAnswer<undefined>, asked: GuestYield): void {
    this.#starting -= 1;
    this.#options.said(asked);
    const first = this.#firstStart;
    this.#firstStart = undefined;
    first?.(answer);
    if (answer.kind === "answer") this.#failedStarts = 0;
    else if (first === undefined && ++this.#failedStarts >= MAX_FAILED_STARTS) this.#giveUp(answer);
    this.#flush();
  }

  #relieved(): void {
    this.#ahead = Math.min(AHEAD, this.#ahead + RECOVERS);
    this.#flush();
  }

  #blocked(): void {
    this.#ahead = Math.max(LEAST_AHEAD, this.#ahead / 2);
    this.#flush();
  }

  #giveBack(pendings: readonly Pending[]): void {
    if (pendings.length > 0) this.#queue = [...pendings, ...this.#queue];
    this.#flush();
  }

  #retired(answer: GuestAnswer<undefined>): void {
    if (answer.kind !== "answer") this.#unreleased ??= answer;
  }

  #gone(thread: GuestThread, unbegun: readonly Pending[]): void {
    this.#threads.delete(thread);
    this.#giveBack(unbegun);
  }

  /** No instance comes up any more: what waits would wait for ever. */
  #giveUp(answer: Exclude<GuestAnswer<undefined>, { readonly kind: "answer" }>): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const pending of queue) pending.end({ answer: answer.kind === "err" ? faultOf(answer.message) : answer });
  }
}

function faultOf(message: string): { readonly kind: "fault"; readonly fault: Fault } {
  const text = `A further instance could not be initialised: ${message}`;
  return { kind: "fault", fault: { kind: "trap", message: text, causes: [] } };
}
