import { parseDuration } from "@scheduler-components/core";
import { type CallDefinition, defineCall } from "../contract/define-component.ts";
import { cancelled, failed, succeeded, timedOut } from "../contract/outcomes.ts";
import type { Timer } from "../time/timer.ts";

const PARAMETERS = {
  type: "object",
  properties: {
    duration: {
      description: "How long: 500ms, 10s, 5m, 1h, 2d, or ISO 8601.",
      type: "string",
      pattern: "^([0-9]+([.][0-9]+)?(ms|s|m|h|d)|P[0-9A-Z.,]+)$",
    },
  },
  required: ["duration"],
  additionalProperties: false,
} as const;

/** `std.sleep`: waits by the timer; told to stop, it gives up the wait at once. */
export function sleepCall(timer: Timer): CallDefinition<typeof PARAMETERS> {
  return defineCall({
    description: "Waits.",
    parameters: PARAMETERS,
    idempotent: true,
    async execute({ duration }, context) {
      const ms = parseDuration(duration);
      if (ms === undefined) {
        const message = `duration: ${JSON.stringify(duration)} is not a duration; expected 500ms, 10s, 5m, 1h, 2d or ISO 8601.`;
        return failed({ code: "invalid-parameters", message });
      }
      const { signal } = context;
      try {
        await timer.sleep(ms, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        return signal.reason?.code === "timed-out" ? timedOut(undefined, true) : cancelled();
      }
      return succeeded();
    },
  });
}
