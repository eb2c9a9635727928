import type { GuestAnswer, GuestUsage, GuestYield, Question, Reply } from "../protocol.ts";
import type { Pending } from "./pending.ts";
import type { GuestThread } from "./thread.ts";

/** What a thread tells the pool that owns it. */
export interface ThreadEvents {
  readonly ready: (answer: GuestAnswer<undefined>, asked: GuestYield) => void;
  /** `signal` is there for questions that take time: it aborts when nobody wants the answer any more. */
  readonly ask: (pending: Pending, question: Question, signal: AbortSignal | undefined) => Reply | Promise<Reply>;
  readonly used: (usage: GuestUsage) => void;
  /** A slot is free, or it waits for HTTP no more: it may be given more. */
  readonly relieved: () => void;
  /** It waits for HTTP. */
  readonly blocked: () => void;
  /** Calls that it had not begun: it has waited for HTTP for long, or is to end. */
  readonly givenBack: (calls: readonly Pending[]) => void;
  /** Its instance was worn out; how its release ended. */
  readonly retired: (answer: GuestAnswer<undefined>) => void;
  /** It is gone; the calls that it had not begun are given back. */
  readonly gone: (thread: GuestThread, unbegun: readonly Pending[]) => void;
}
