/** The standard calls that wait. A shell carries them out itself: they hold no slot while they wait, and can outlive its process. */
import {
  isJsonObject,
  lowerJson,
  parseDuration,
  type Action,
  type ActionOutcome,
  type JsonValue,
} from "@scheduler-components/core";
import type { CallDefinition } from "../contract/define-component.ts";
import { failed, succeeded } from "../contract/outcomes.ts";

export const SLEEP = {
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

const WAIT_SIGNAL = {
  type: "object",
  properties: {
    name: { description: "The signal's name.", type: "string", minLength: 1, maxLength: 200 },
    timeout: {
      description: "How long to wait at most; without it there is no end.",
      type: "string",
      pattern: "^([0-9]+([.][0-9]+)?(ms|s|m|h|d)|P[0-9A-Z.,]+)$",
    },
  },
  required: ["name"],
  additionalProperties: false,
} as const;

const APPROVE = {
  type: "object",
  properties: {
    message: { description: "What is to be approved, for those who decide.", type: "string" },
    name: {
      description: "The name to answer to; the task's id unless said.",
      type: "string",
      minLength: 1,
      maxLength: 200,
    },
    timeout: {
      description: "How long to wait at most; without it there is no end.",
      type: "string",
      pattern: "^([0-9]+([.][0-9]+)?(ms|s|m|h|d)|P[0-9A-Z.,]+)$",
    },
  },
  additionalProperties: false,
} as const;

/** What an action waits for; whatever comes first. */
export interface Waiting {
  /** Milliseconds. */
  readonly time?: number;
  /** The name of a signal. */
  readonly signal?: string;
}

export function isWaitingCall(call: string): boolean {
  return call === "std.sleep" || call === "std.wait_signal" || call === "std.approve";
}

/**
 * What a standard action waits for; undefined for one that does not wait. An outcome where its parameters are wrong, which only an
 * action that nobody checked can show.
 */
export function waitingOf({ call, parameters }: Action, taskId: string): Waiting | ActionOutcome | undefined {
  if (!isWaitingCall(call)) return undefined;
  const given = isJsonObject(parameters) ? parameters : {};
  const duration = given[call === "std.sleep" ? "duration" : "timeout"];
  const time = typeof duration === "string" ? parseDuration(duration) : undefined;
  if (time === undefined && (call === "std.sleep" || duration !== undefined)) return notADuration(call, duration);
  const bounded = time === undefined ? undefined : { time };
  if (call === "std.sleep") return { ...bounded };
  const name = given["name"] ?? (call === "std.approve" ? taskId : undefined);
  if (typeof name !== "string" || name === "") return invalid(`name: expected the name of a signal.`);
  return { ...bounded, signal: name };
}

/** The outcome of an action that has waited: `data` is the signal's, or undefined where the time passed first. */
export function waitingEnded(call: string, signal: string | undefined, data: JsonValue | undefined): ActionOutcome {
  if (signal === undefined) return succeeded();
  if (data === undefined) return failed({ code: "signal-missing", message: `No signal "${signal}" came in time.` });
  return call === "std.approve" ? decision(signal, data) : succeeded(data);
}

function decision(name: string, data: JsonValue): ActionOutcome {
  const approved = isJsonObject(data) ? data["approved"] : undefined;
  if (approved === true) return succeeded(data);
  if (approved !== false) {
    const message = `The signal "${name}" decides nothing: expected an object with "approved": true or false.`;
    return failed({ code: "signal-invalid", message }, data);
  }
  const { by, comment } = data as { readonly by?: JsonValue; readonly comment?: JsonValue };
  const who = typeof by === "string" ? ` by ${by}` : "";
  const why = typeof comment === "string" && comment !== "" ? `: ${comment}` : ".";
  return failed({ code: "rejected", message: `"${name}" was rejected${who}${why}` }, data);
}

function notADuration(call: string, duration: JsonValue | undefined): ActionOutcome {
  const name = call === "std.sleep" ? "duration" : "timeout";
  return invalid(
    `${name}: ${duration === undefined ? "nothing" : lowerJson(duration)} is not a duration; expected 500ms, 10s, 5m, 1h, 2d or ISO 8601.`,
  );
}

function invalid(message: string): ActionOutcome {
  return failed({ code: "invalid-parameters", message });
}

const alone = (): ActionOutcome =>
  failed({ code: "unsupported", message: "Only an engine can wait for a signal; the component alone cannot." });

export const waitSignal: CallDefinition<typeof WAIT_SIGNAL> = {
  description: "Waits for a signal; its data is the output.",
  parameters: WAIT_SIGNAL,
  idempotent: true,
  execute: alone,
};

export const approve: CallDefinition<typeof APPROVE> = {
  description: "Waits until somebody approves or rejects; a rejection is a failure.",
  parameters: APPROVE,
  output: {
    type: "object",
    properties: { approved: { type: "boolean" }, by: { type: "string" }, comment: { type: "string" } },
  },
  idempotent: true,
  execute: alone,
};
