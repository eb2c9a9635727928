/**
 * The guest's line to its host: questions go out, answers are waited for. Whatever else comes meanwhile is passed on.
 *
 * 1. A ticket is answered at most once; taking the answer ends it.
 * 2. Waiting blocks the thread on shared memory. Nobody polls.
 */
import type { LineReader, LineWriter } from "../line.ts";
import type { FromGuest, Question, Reply, ToGuest } from "../protocol.ts";
import { refillLifting } from "../wasi/lifting.ts";
import { GuestFault, limitReached } from "./fault.ts";
import { textLength } from "./text-length.ts";

/** Of the text of one question, in UTF-16 units: the host reads each in the thread of all others. Bodies have their own limit. */
const MAX_QUESTION = 1024 * 1024;

export class HostLine {
  readonly #reader: LineReader<ToGuest>;
  readonly #writer: LineWriter<FromGuest>;
  readonly #maxCalls: number;
  readonly #passOn: (message: Exclude<ToGuest, { readonly type: "answer" }>) => void;
  readonly #arrived = new Map<number, Reply>();
  #lastTicket = 0;
  #slot = -1;
  #calls = 0;

  constructor(
    reader: LineReader<ToGuest>,
    writer: LineWriter<FromGuest>,
    maxCalls: number,
    passOn: (message: Exclude<ToGuest, { readonly type: "answer" }>) => void,
  ) {
    this.#reader = reader;
    this.#writer = writer;
    this.#maxCalls = maxCalls;
    this.#passOn = passOn;
  }

  /** Questions asked since `begin`. */
  get calls(): number {
    return this.#calls;
  }

  /** From here on questions are those of this slot's call; -1 where there is none. */
  begin(slot: number): void {
    this.#slot = slot;
    this.#calls = 0;
    this.#arrived.clear();
  }

  /** Asks, and does not wait. */
  ask(question: Question): number {
    // Its body was copied out of the guest's memory: that is paid for here, and the next one begins anew.
    refillLifting();
    if (this.#slot < 0) throw new GuestFault({ kind: "closed", message: "The host was asked outside of a call." });
    if (++this.#calls > this.#maxCalls)
      throw limitReached("host_calls", `The call asked its host more than ${this.#maxCalls} times.`);
    if (textLength(question) > MAX_QUESTION) {
      const message = `The call asked its host with more than ${MAX_QUESTION} characters.`;
      throw new GuestFault({ kind: "limit", message });
    }
    const ticket = ++this.#lastTicket;
    const message: FromGuest = { type: "ask", ticket, slot: this.#slot, question };
    // A body is bytes, which are no JSON.
    if ("request" in question && question.request.body !== undefined) this.#writer.writeByPort(message);
    else this.#writer.write(message);
    return ticket;
  }

  /** Asks and waits for the answer. */
  answerTo(question: Question): Reply {
    const ticket = this.ask(question);
    for (;;) {
      const reply = this.take(ticket);
      if (reply !== undefined) return reply;
      this.#reader.wait(undefined);
    }
  }

  ready(ticket: number): boolean {
    this.drain();
    return this.#arrived.has(ticket);
  }

  take(ticket: number): Reply | undefined {
    this.drain();
    const reply = this.#arrived.get(ticket);
    this.#arrived.delete(ticket);
    return reply;
  }

  /** The answer is no longer wanted. */
  drop(ticket: number): void {
    this.drain();
    if (!this.#arrived.delete(ticket)) this.#writer.write({ type: "unasked", ticket });
  }

  /** Blocks until something has come that has not been seen yet, or `ms` have passed. */
  block(ms: number | undefined): void {
    if (!this.drain() && !this.#reader.soon()) this.#reader.wait(ms);
  }

  /** Takes in all that has come; gives whether there was anything. */
  drain(): boolean {
    let any = false;
    for (let message = this.#reader.read(); message !== undefined; message = this.#reader.read()) {
      any = true;
      if (message.type === "answer") this.#arrived.set(message.ticket, message.reply);
      else this.#passOn(message);
    }
    return any;
  }
}
