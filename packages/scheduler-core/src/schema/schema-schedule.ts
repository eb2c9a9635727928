import type { JsonObject } from "../json/value.ts";

/** Definitions around `schedule`. What a cron expression and a time zone mean is not the shape's to say. */
export const scheduleDefinitions: JsonObject = {
  schedule: {
    type: "object",
    additionalProperties: false,
    properties: {
      id: { $ref: "#/$defs/id" },
      cron: { $ref: "#/$defs/cron" },
      timezone: { $ref: "#/$defs/timezone" },
      every: { $ref: "#/$defs/duration" },
      at: { $ref: "#/$defs/instant" },
      missed: {
        enum: ["skip", "latest", "all"],
        description: "What becomes of times that passed while no daemon ran: nothing (default), one run, a run each.",
      },
      overlap: {
        enum: ["allow", "skip", "queue", "cancel_previous"],
        description:
          "What to do where a run of this schedule has not ended: start beside it, skip (default), wait, or cancel it.",
      },
      inputs: { type: "object", description: "The inputs of its runs." },
    },
  },
  cron: {
    type: "string",
    // What comes between is no blank, so that no text takes long.
    pattern: "^\\s*[^\\s]+(?:\\s+[^\\s]+){4,5}\\s*$",
    description: "Minute, hour, day of the month, month, day of the week; with six fields, the second comes first.",
  },
  timezone: {
    type: "string",
    pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$",
    description: "The zone of `cron`, such as Europe/Berlin; default UTC.",
  },
  instant: {
    type: "string",
    pattern:
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,3})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})$",
    description: "A moment with its offset, such as 2027-01-31T18:00:00Z.",
  },
};
