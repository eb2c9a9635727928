/** What a guest's call gave, as an outcome of the engine: each way to end has a code of its own. */
import {
  liftActionOutcome,
  liftWbsEdit,
  type ActionError,
  type ActionOutcome,
  type ErrorCause,
} from "@scheduler-components/core";
import { toActionError, type ActionContext } from "@scheduler-components/executor";
import { allowFlag } from "../../policy/grants.ts";
import { limitText } from "../../policy/limits.ts";
import type { Denial, Fault, GuestYield } from "../protocol.ts";
import type { CallEnd } from "./pending.ts";
import { lateFault } from "./thread-fault.ts";

/** Gives the outcome; puts what the call said and asked for into its context. Throws where the guest answered `result::err`. */
export function outcomeOf(
  id: string,
  call: string,
  end: CallEnd,
  context: ActionContext,
  denied: readonly Denial[],
): ActionOutcome {
  const asked = "asked" in end ? end.asked : undefined;
  if (asked !== undefined) tell(asked, context);
  const denials = [...denied, ...(asked?.denials ?? [])].map((denial): ErrorCause => ({
    code: "capability-denied",
    message: denialText(id, denial),
  }));
  for (const { message } of denials) context.log("warn", message);
  const { answer } = end;
  switch (answer.kind) {
    case "answer": {
      const lifted = liftActionOutcome(answer.value);
      if (!lifted.ok) {
        const message = `The component "${id}" answered "${call}" with no outcome: ${lifted.path.join(".")}: ${lifted.message}.`;
        return failed("invalid-outcome", message, denials);
      }
      const why = asked === undefined ? undefined : ask(asked, context);
      if (why !== undefined) {
        const message = `The component "${id}" asked in "${call}" for an edit that is none.`;
        return failed("component-failed", message, [{ code: why.code, message: why.message }, ...denials]);
      }
      return withCauses(lifted.value, denials);
    }
    case "err":
      throw new ComponentFailure(id, call, answer.message, denials);
    case "fault":
      return failedBy(id, call, answer.fault, denials);
    case "killed":
      return killed(id, call, answer.why, answer.ms, denials);
    case "cancelled":
      return { status: "cancelled", error: error("cancelled", "The attempt was cancelled before it began.", []) };
  }
}

/** `result::err`: the component itself could not do its job, as a native one that throws. */
export class ComponentFailure extends Error {
  readonly code = "component-failed";

  constructor(id: string, call: string, message: string, causes: readonly ErrorCause[]) {
    const said = Object.assign(new AggregateError(causes.map(errorFrom), message), { code: RESULT_ERR });
    super(`The component "${id}" could not carry out "${call}": ${message}`, { cause: said });
  }
}

const RESULT_ERR = "result-err";

/** `result::err` of what is no call: an init, a release. */
export function resultErr(message: string): Error {
  return errorFrom({ code: RESULT_ERR, message });
}

function errorFrom({ code, message }: ErrorCause): Error {
  return Object.assign(new Error(message), { code });
}

/** An error for a guest that faulted while it was made, initialised, described or released. */
export function faultError(id: string, doing: string, fault: Fault): Error & { readonly code: string } {
  const causes = fault.causes.map(errorFrom);
  const wrapped = new Error(`The component "${id}" ${faultText(fault)} ${doing}: ${fault.message}`, {
    cause: causes.length > 0 ? causes[0] : undefined,
  });
  return Object.assign(wrapped, { code: CODES[fault.kind] });
}

export function denialText(id: string, { kind, what, value, message }: Denial): string {
  if (message !== undefined) return message;
  const allow = value === undefined ? "This version cannot grant it." : `To allow it: ${allowFlag(id, kind, value)}`;
  return `The component "${id}" was denied ${kind} ${what}. ${allow}`;
}

const CODES: { readonly [kind in Fault["kind"]]: string } = {
  trap: "component-trapped",
  memory: "out-of-memory",
  limit: "limit-reached",
  exit: "component-trapped",
  closed: "component-trapped",
};

function faultText({ kind }: Fault): string {
  if (kind === "limit") return "reached a limit";
  if (kind === "memory") return "ran out of memory";
  return kind === "exit" ? "exited" : "trapped";
}

function failedBy(id: string, call: string, fault: Fault, denials: readonly ErrorCause[]): ActionOutcome {
  const { kind, limit, message, causes } = fault;
  const allow = limit === undefined ? "" : ` A higher limit: --allow ${id}=${limit}:…`;
  const text = `The component "${id}" ${faultText(fault)} in "${call}": ${message}${allow}`;
  // What no error of the engine stands behind is its own nearest cause: which limit, or which rule.
  const nearest = causes.length > 0 ? causes : [{ code: limit ?? kind, message }];
  return failed(CODES[kind], text, [...nearest, ...denials]);
}

function killed(
  id: string,
  call: string,
  why: "timed-out" | "stopped",
  ms: number,
  denials: readonly ErrorCause[],
): ActionOutcome {
  if (why === "stopped") {
    const message = `The component "${id}" did not stop within ${ms} ms in "${call}"; its instance was ended.`;
    return { status: "cancelled", error: error("cancelled", message, denials) };
  }
  const late: ErrorCause = { code: "timeout", message: lateFault(ms).message };
  const message = `The component "${id}" took longer than ${limitText("timeout", ms)} in "${call}"; its instance was ended. A higher limit: --allow ${id}=timeout:…`;
  return { status: "timed-out", error: error("timed-out", message, [late, ...denials]) };
}

/** Redactions first: what the log entries say may need them. */
function tell(asked: GuestYield, context: ActionContext): void {
  for (const value of asked.redactions) context.redact(value);
  for (const { level, message } of asked.logs) context.log(level, message);
}

/** Puts the edits into the context, which checks each. */
function ask(asked: GuestYield, context: ActionContext): ActionError | undefined {
  try {
    if (asked.tolerateRefusedEdits) context.tolerateRefusedEdits();
    for (const edit of asked.edits) {
      const lifted = liftWbsEdit(edit);
      if (!lifted.ok) return error("invalid-argument", `${lifted.path.join(".")}: ${lifted.message}`, []);
      const { tag, val } = lifted.value;
      if (tag === "register-action") context.registerAction(val);
      else if (tag === "add-task") context.addTask(val);
      else if (tag === "update-task") context.updateTask(val);
      else if (tag === "remove-task") context.removeTask(val);
      else if (tag === "add-edge") context.addEdge(val);
      else context.removeEdge(val);
    }
    return undefined;
  } catch (thrown) {
    const { code } = thrown as { readonly code?: unknown };
    return toActionError(thrown, typeof code === "string" ? { code } : {});
  }
}

function withCauses(outcome: ActionOutcome, denials: readonly ErrorCause[]): ActionOutcome {
  if (denials.length === 0 || outcome.error === undefined) return outcome;
  return { ...outcome, error: { ...outcome.error, causes: [...outcome.error.causes, ...denials] } };
}

function failed(code: string, message: string, causes: readonly ErrorCause[]): ActionOutcome {
  return { status: "failed", error: error(code, message, causes) };
}

function error(code: string, message: string, causes: readonly ErrorCause[]): ActionError {
  return { code, message, retryable: false, causes: [...causes] };
}
