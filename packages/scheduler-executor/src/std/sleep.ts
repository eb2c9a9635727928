import { type CallDefinition, defineCall } from "../contract/define-component.ts";
import { cancelled, succeeded, timedOut } from "../contract/outcomes.ts";
import type { Timer } from "../time/timer.ts";
import { SLEEP, waitingOf } from "./waiting.ts";

/** `std.sleep` where no shell carries it out: waits by the timer; told to stop, it gives up the wait at once. */
export function sleepCall(timer: Timer): CallDefinition<typeof SLEEP> {
  return defineCall({
    description: "Waits.",
    parameters: SLEEP,
    idempotent: true,
    async execute(parameters, context) {
      const waiting = waitingOf({ id: "", call: "std.sleep", parameters: { ...parameters } }, context.taskId());
      if (waiting === undefined || "status" in waiting) return waiting ?? cancelled();
      const { signal } = context;
      try {
        await timer.sleep(waiting.time ?? 0, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        return signal.reason?.code === "timed-out" ? timedOut(undefined, true) : cancelled();
      }
      return succeeded();
    },
  });
}
