/** The standard calls that take no time; they need nothing but a context, so a guest offers them too. */
import type { LogLevel } from "@scheduler-components/core";
import { defineCall } from "../contract/define-component.ts";
import { failed, succeeded } from "../contract/outcomes.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

export const noop = defineCall({
  description: "Does nothing and succeeds.",
  parameters: { type: "object", additionalProperties: false },
  idempotent: true,
  execute: () => succeeded(),
});

export const log = defineCall({
  description: "Writes a message to the run's log.",
  parameters: {
    type: "object",
    properties: {
      message: { description: "Text; any other value is written as JSON." },
      level: { enum: LEVELS, default: "info" },
    },
    required: ["message"],
    additionalProperties: false,
  },
  idempotent: true,
  execute({ message, level = "info" }, context) {
    context.log(level, typeof message === "string" ? message : JSON.stringify(message));
    return succeeded();
  },
});

export const set = defineCall({
  description: "Gives its parameters as its output.",
  parameters: { type: "object" },
  output: { type: "object" },
  idempotent: true,
  execute: (parameters) => succeeded(parameters),
});

export const fail = defineCall({
  description: "Fails.",
  parameters: {
    type: "object",
    properties: {
      message: { type: "string", default: "Failed as told." },
      retryable: { type: "boolean", default: false },
    },
    additionalProperties: false,
  },
  idempotent: true,
  execute: ({ message = "Failed as told.", retryable = false }) => failed({ code: "failed", message, retryable }),
});
