/**
 * One thread with one instance of a guest.
 *
 * Owns the thread as long as it has the instance, and the timers that end it; the pool owns which calls it is given, `Slots` where they lie.
 *
 * 1. When the thread ends, by itself or killed, the call that had begun ends with it; those that had not go back to the pool.
 * 2. A call that runs longer than the limit `timeout`, or `STOP_MS` after it was told to stop, ends its thread.
 * 3. After a fault nothing more is given to the thread, and it ends.
 * 4. A thread that is to end begins no further call: what it had not begun is given back at once, before anything ends for it.
 * 5. One whose instance is worn out is released between two calls, and no call ends for it.
 * 6. Whatever a guest's thread says, or fails to say, is never an exception in this one.
 */
import type { Fault, FromGuest, GuestAnswer, GuestSetup, GuestUsage, Question, Reply } from "../protocol.ts";
import { Exchanges } from "./exchanges.ts";
import { GuestLine } from "./guest-line.ts";
import { callMessage, type Killed, type Pending } from "./pending.ts";
import { Slots } from "./slots.ts";
import { GuestWorker } from "./guest-worker.ts";
import { Watch } from "./watch.ts";
import type { ThreadEvents } from "./thread-events.ts";
import { errorFault, lateFault, LOST, NOTHING } from "./thread-fault.ts";

/** How long a call may go on after it was told to stop. */
export const STOP_MS = 1_000;
/** How long a thread may take until its guest begins. */
const BOOT_MS = 30_000;
/** A thread whose instance had more memory is not kept: it would hold that for as long. */
const MAX_KEPT_MEMORY = 16 * 2 ** 20;

export class GuestThread {
  readonly #worker: GuestWorker;
  readonly #line: GuestLine;
  readonly #slots: Slots;
  readonly #events: ThreadEvents;
  readonly #timeoutMs: number;
  readonly #exchanges = new Exchanges(() => this.#giveBack());
  readonly #watch = new Watch(() => this.#watched());
  #killed: Killed | undefined;
  #fault: Fault | undefined;
  #described: ((answer: GuestAnswer<string>) => void) | undefined;
  #released: ((answer: GuestAnswer<undefined>) => void) | undefined;
  #leaving: Promise<GuestAnswer<undefined>> | undefined;
  /** How the init ended has not been told yet. */
  #initialising = true;
  /** The most that its instance has had, in bytes. */
  #memory = 0;
  /** The thread has ended, or was left. */
  #over = false;
  /** `starting` until its init has ended; `gone` once it takes no more calls. */
  state: "starting" | "ready" | "gone" = "starting";

  constructor(setup: Omit<GuestSetup, "shared" | "port">, events: ThreadEvents) {
    this.#line = new GuestLine(
      (message) => this.#message(message),
      (error) => this.#lose(error),
    );
    this.#slots = new Slots(this.#line.shared);
    this.#events = events;
    this.#timeoutMs = setup.limits.timeout;
    this.#worker = new GuestWorker(
      { ...setup, ...this.#line.farEnd },
      (error) => (this.#fault = errorFault(error)),
      () => this.#ended(),
    );
    this.#watch.arm(this.#timeoutMs);
    this.#line.listen();
  }

  /** Calls that it has been given and that have not ended. */
  get load(): number {
    return this.#slots.load;
  }

  get blocked(): boolean {
    return this.#exchanges.size > 0;
  }

  /** Whether it takes calls, if not now then when a slot is free. */
  get atService(): boolean {
    return this.state === "ready" && this.#leaving === undefined && !this.blocked;
  }

  get canTake(): boolean {
    return this.atService && !this.#slots.full;
  }

  give(pending: Pending): void {
    const slot = this.#slots.put(pending);
    this.#line.say({ type: "call", ...callMessage(slot, pending) });
    if (!this.#watch.armed) this.#watch.arm(this.#timeoutMs);
    this.#line.expect();
  }

  /** Tells a call to stop. It gives true where the call had not begun, and never will. */
  stop(pending: Pending): boolean {
    const slot = this.#slots.slotOf(pending);
    if (slot < 0) return false;
    if (this.#slots.recall(slot)) return true;
    this.#slots.cancel(slot);
    this.#exchanges.abortAll(slot);
    setTimeout(() => {
      this.#line.takeIn();
      if (this.#slots.at(slot) === pending) this.#kill({ kind: "killed", why: "stopped", ms: STOP_MS });
    }, STOP_MS).unref();
    return false;
  }

  describe(): Promise<GuestAnswer<string>> {
    if (this.#over) return Promise.resolve({ kind: "fault", fault: this.#fault ?? LOST });
    return new Promise((resolve) => {
      this.#described = resolve;
      this.#watch.arm(this.#timeoutMs);
      this.#line.say({ type: "describe" });
    });
  }

  /** Releases the instance and leaves it. A fault is how a release that did not come to its end is told. */
  release(): Promise<GuestAnswer<undefined>> {
    return (this.#leaving ??= this.#release());
  }

  async #release(): Promise<GuestAnswer<undefined>> {
    let answer: GuestAnswer<undefined> = { kind: "answer", value: undefined };
    if (this.state === "ready") {
      answer = await new Promise((resolve) => {
        this.#released = resolve;
        this.#watch.arm(this.#timeoutMs);
        this.#line.say({ type: "release" });
      });
    }
    if (answer.kind === "answer") await this.leave();
    else await this.end();
    return answer;
  }

  /** Lets go of the instance, which nothing is asked for any more. Its thread is there for the next of the same code, if all is well with it. */
  async leave(): Promise<void> {
    if (!this.#isSound) return this.end();
    this.#line.say({ type: "leave" });
    this.#worker.leave();
  }

  get #isSound(): boolean {
    if (this.state !== "ready" || this.#killed !== undefined || this.#fault !== undefined) return false;
    return this.#slots.load === 0 && this.#memory <= MAX_KEPT_MEMORY;
  }

  async end(): Promise<void> {
    if (this.#over) return;
    this.state = "gone";
    this.#giveBack();
    await this.#worker.end();
  }

  #kill(killed: Killed): void {
    this.#killed ??= killed;
    void this.end();
  }

  /** The thread cannot be spoken with any more. */
  #lose(error: unknown): void {
    this.#fault ??= errorFault(error);
    void this.end();
  }

  #message(message: FromGuest): void {
    switch (message.type) {
      case "up":
        this.#worker.up();
        break;
      case "ready":
        this.#initialising = false;
        // It may have been ended meanwhile.
        if (this.state === "starting" && message.answer.kind === "answer") this.state = "ready";
        this.#watch.disarm();
        this.#used(message.usage);
        this.#events.ready(message.answer, message.asked);
        if (message.answer.kind !== "answer") void this.end();
        break;
      case "described":
        this.#used(message.usage);
        this.#described?.(message.answer);
        break;
      case "done":
        this.#done(message);
        break;
      case "skipped":
        // What a broken instance passed over is given back when its thread is gone.
        if (!this.#slots.skipped(message.slot)) break;
        this.#settled();
        this.#events.relieved();
        break;
      case "worn":
        void this.release().then((answer) => this.#events.retired(answer));
        this.#giveBack();
        break;
      case "ask":
        this.#ask(message.ticket, message.slot, message.question).catch((error: unknown) => this.#lose(error));
        break;
      case "unasked":
        this.#exchanges.drop(message.ticket);
        break;
      case "released":
        this.#used(message.usage);
        this.#released?.(message.answer);
        break;
    }
  }

  #done({ slot, answer, asked, usage }: Extract<FromGuest, { readonly type: "done" }>): void {
    const pending = this.#slots.at(slot);
    this.#exchanges.dropAll(slot);
    this.#slots.clear(slot);
    this.#settled();
    this.#used(usage);
    pending?.end({ answer, asked });
    // After a fault the instance cannot be trusted, and its memory is given back with its thread.
    if (answer.kind === "fault") void this.end();
    else this.#events.relieved();
  }

  async #ask(ticket: number, slot: number, question: Question): Promise<void> {
    const pending = this.#slots.at(slot);
    if (pending === undefined) return;
    const takesTime = "request" in question;
    const controller = takesTime ? new AbortController() : undefined;
    const asked = this.#events.ask(pending, question, controller?.signal);
    if (!(asked instanceof Promise)) return this.#answer(ticket, asked);
    if (controller !== undefined && this.#exchanges.open(ticket, slot, controller)) this.#events.blocked();
    const reply = await asked;
    // What nobody waits for is not said: a guest could ask and drop without ever reading.
    if (this.#exchanges.close(ticket)) this.#answer(ticket, reply);
    if (!this.blocked) this.#events.relieved();
  }

  #answer(ticket: number, reply: Reply): void {
    if (this.state !== "gone") this.#line.answer(ticket, reply);
  }

  #used(usage: GuestUsage | undefined): void {
    if (usage === undefined) return;
    this.#memory = usage.memory;
    this.#events.used(usage);
  }

  #giveBack(): void {
    const recalled = this.#slots.recallAll();
    if (recalled.length > 0) this.#events.givenBack(recalled);
  }

  #settled(): void {
    if (this.#slots.load === 0 && this.#released === undefined) this.#watch.disarm();
  }

  /** One timer for all that the thread does: it looks at the call that runs. */
  #watched(): void {
    // This thread may have been busy for long: what was done in time, and not yet taken in, was done in time.
    this.#line.takeIn();
    if (this.state === "gone") return;
    const ms = this.#timeoutMs;
    const deadline = this.#deadline;
    const left = deadline === undefined ? 0 : deadline - Date.now();
    const atWork = deadline !== undefined || this.#released !== undefined || this.#described !== undefined;
    // A thread that comes up may begin at any moment.
    if (left > 0) this.#watch.arm(Math.min(left, ms));
    else if (atWork) this.#kill({ kind: "killed", why: "timed-out", ms });
    else if (this.#slots.load > 0) this.#watch.arm(ms);
    else this.#watch.disarm();
  }

  /** Until when the guest has time for what it does. That its thread comes up is not its doing. */
  get #deadline(): number | undefined {
    const since = this.state === "starting" ? this.#slots.begunAt : this.#slots.runningSince;
    if (since === 0) return (this.#worker.startedAt ?? Date.now()) + BOOT_MS;
    return since === undefined ? undefined : since + this.#timeoutMs;
  }

  #ended(): void {
    this.#over = true;
    this.#line.close();
    this.#watch.disarm();
    this.#exchanges.dropAll();
    const fault = this.#killed === undefined ? (this.#fault ?? LOST) : lateFault(this.#killed.ms);
    const answer = this.#killed ?? { kind: "fault" as const, fault };
    const { begun, unbegun } = this.#slots.empty();
    for (const pending of begun) pending.end({ answer });
    const ended: GuestAnswer<never> = { kind: "fault", fault };
    this.#described?.(ended);
    this.#released?.(ended);
    if (this.#initialising) this.#events.ready(ended, NOTHING);
    this.state = "gone";
    this.#events.gone(this, unbegun);
  }
}
