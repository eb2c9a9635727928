/** The standard calls that take no time; they need nothing but a context, so a guest offers them too. */
import { toText } from "@scheduler-components/core";
import type { CallDefinition } from "../contract/define-component.ts";
import { failed, succeeded } from "../contract/outcomes.ts";

const NONE = { type: "object", additionalProperties: false } as const;
const ANY = { type: "object" } as const;
const LOG = {
  type: "object",
  properties: {
    message: { description: "Text; any other value is written as JSON." },
    level: { enum: ["debug", "info", "warn", "error"], default: "info" },
  },
  required: ["message"],
  additionalProperties: false,
} as const;
const FAIL = {
  type: "object",
  properties: {
    message: { type: "string", default: "Failed as told." },
    retryable: { type: "boolean", default: false },
  },
  additionalProperties: false,
} as const;

export const noop: CallDefinition<typeof NONE> = {
  description: "Does nothing and succeeds.",
  parameters: NONE,
  idempotent: true,
  execute: () => succeeded(),
};

export const log: CallDefinition<typeof LOG> = {
  description: "Writes a message to the run's log.",
  parameters: LOG,
  idempotent: true,
  execute({ message, level = "info" }, context) {
    context.log(level, toText(message));
    return succeeded();
  },
};

export const set: CallDefinition<typeof ANY> = {
  description: "Gives its parameters as its output.",
  parameters: ANY,
  output: ANY,
  idempotent: true,
  execute: (parameters) => succeeded(parameters),
};

export const fail: CallDefinition<typeof FAIL> = {
  description: "Fails.",
  parameters: FAIL,
  idempotent: true,
  execute: ({ message = FAIL.properties.message.default, retryable = false }) =>
    failed({ code: "failed", message, retryable }),
};
