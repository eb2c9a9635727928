import type { Action, ActionContext, ActionOutcome } from "@scheduler-components/executor";
import { failed } from "@scheduler-components/executor";
import { HttpFailure, printableUrl } from "./errors.ts";
import { METHODS } from "./manifest/manifest.ts";
import { headerValues, isListed, judge } from "./outcome/judge.ts";
import type { HttpOutput } from "./outcome/judge.ts";
import type { Reading } from "./outcome/output.ts";
import { readOutput } from "./outcome/output.ts";
import { redactResponse } from "./outcome/secrets.ts";
import type { TimeLimit } from "./platform/platform.ts";
import type { ReadPorts } from "./request/read.ts";
import { readRequest } from "./request/read.ts";
import type { HttpRequest } from "./request/request.ts";
import { httpDateMs, retryAfterMs } from "./response/retry-after.ts";
import type { Setup } from "./setup.ts";
import type { Arrived } from "./transport/follow.ts";
import { followInto } from "./transport/follow.ts";
import { cancelledFailure } from "./transport/port.ts";

/** What an action needs of its context; all of `ActionContext` has it. */
export type HttpContext = Pick<ActionContext, "signal" | "redact" | "idempotencyKey">;

/**
 * One attempt. Never throws for what the scenario, the network or the server did. A refusal that needs no request is answered at
 * once; not `async`, since each promise on top of `carryOut`'s costs turns of the microtask queue in every request.
 */
export function executeHttpAction(
  setup: Setup,
  action: Action,
  context: HttpContext,
): ActionOutcome | Promise<ActionOutcome> {
  const method = METHODS.get(action.call.slice(action.call.indexOf(".") + 1));
  if (method === undefined) return unknownCall(action.call);
  const { parameters } = action;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    return failedOutcome(new HttpFailure("invalid-parameters", "The parameters are no object."));
  }
  const ports: ReadPorts = {
    platform: setup.platform,
    readFile: setup.readFile,
    maxRequestBytes: setup.maxRequestBytes,
    maxResponseBytes: setup.maxResponseBytes,
    idempotencyKey: () => context.idempotencyKey(),
  };
  const read = readRequest(method, parameters as HttpRequestParameters, ports);
  if (read instanceof HttpFailure) return failedOutcome(read);
  if (!(read instanceof Promise)) return carryOut(setup, read, context);
  return read.then((request) =>
    request instanceof HttpFailure ? failedOutcome(request) : carryOut(setup, request, context),
  );
}

type HttpRequestParameters = Parameters<typeof readRequest>[1];

/** One promise for an attempt: what arrived is read where the socket brings it. */
function carryOut(setup: Setup, request: HttpRequest, context: HttpContext): ActionOutcome | Promise<ActionOutcome> {
  for (const secret of request.secrets) context.redact(secret);
  if (context.signal.aborted) return failedOutcome(cancelledFailure());
  const { platform, transport } = setup;
  const { timeoutMs } = request;
  const limit = timeoutMs === undefined ? undefined : platform.limit(timeoutMs, context.signal);
  const startedAt = platform.now();
  const hop = {
    idempotent: request.idempotent,
    maxBytes: request.maxBytes,
    signal: limit ? limit.signal : context.signal,
    deadline: limit?.deadline,
  };
  const redirects = {
    limit: request.followRedirects,
    mode: request.redirectMode,
    secretHeaders: request.redactHeaders,
  };
  return new Promise((resolve, reject) => {
    const settle = (arrived: Arrived | HttpFailure): void => {
      // Nothing is thrown at the socket: a fault here is the attempt's.
      try {
        resolve(conclude(setup, request, limit ? inTime(request, limit, arrived) : arrived, startedAt, context));
      } catch (error) {
        reject(error);
      }
    };
    followInto(transport, request, hop, redirects, settle, reject);
  });
}

/** What was cancelled since its time had passed says so. */
function inTime(request: HttpRequest, limit: TimeLimit, arrived: Arrived | HttpFailure): Arrived | HttpFailure {
  if (!(arrived instanceof HttpFailure) || arrived.code !== "cancelled" || !limit.passed()) return arrived;
  const message = `${request.method} ${printableUrl(request.url)}: no response within ${request.timeoutMs} ms (timeout_ms).`;
  return new HttpFailure("request-timeout", message, { retryable: request.idempotent });
}

function conclude(
  setup: Setup,
  request: HttpRequest,
  arrived: Arrived | HttpFailure,
  startedAt: number,
  context: HttpContext,
): ActionOutcome | Promise<ActionOutcome> {
  if (arrived instanceof HttpFailure) return failedOutcome(arrived, isListed(request, arrived.code));
  const reading = readOutput(setup.platform, request, arrived, startedAt);
  const { status } = arrived.incoming;
  if (reading instanceof Promise)
    return reading.then((read) => outcomeOfReading(setup, request, read, status, context));
  return outcomeOfReading(setup, request, reading, status, context);
}

function outcomeOfReading(
  setup: Setup,
  request: HttpRequest,
  { output, failure }: Reading,
  status: number,
  context: HttpContext,
): ActionOutcome {
  if (output) redactResponse(request, output, context);
  const problem = failure ?? (output && judge(request, output));
  if (problem) {
    const retryable = (failure && isListed(request, failure.code)) ?? problem.retryable;
    return output ? refusedOutcome(setup, problem, output, retryable) : failedOutcome(problem, retryable);
  }
  const detail = detailOf(status);
  return output ? { status: "succeeded", detail, output } : { status: "succeeded", detail };
}

const details = new Map<number, string>();

/** The same string for all outcomes of a status: a run keeps one of each attempt. */
function detailOf(status: number): string {
  let detail = details.get(status);
  if (detail === undefined) {
    detail = `HTTP ${status}`;
    // A server may send any of three digits.
    if (status < 1000) details.set(status, detail);
  }
  return detail;
}

function unknownCall(call: string): ActionOutcome {
  const message = `The component "http" does not offer the call "${call}". It offers: ${[...METHODS.keys()].join(", ")}.`;
  return failed({ code: "unknown-call", message });
}

/** `retryable` replaces what the failure says: the scenario's `retry_on`. */
function failedOutcome(failure: HttpFailure, retryable: boolean = failure.retryable): ActionOutcome {
  const { code, message, causes } = failure;
  return { status: code === "cancelled" ? "cancelled" : "failed", error: { code, message, retryable, causes } };
}

/** A response came, but is not what was asked for. */
function refusedOutcome(
  { platform }: Setup,
  { code, message, causes }: HttpFailure,
  output: HttpOutput,
  retryable: boolean,
): ActionOutcome {
  const retryAfter = retryable
    ? retryAfterMs(headerValues(output, "retry-after")?.[0], platform.epoch() ?? sentAt(output))
    : undefined;
  const error = { code, message, retryable, ...(retryAfter === undefined ? undefined : { retryAfter }), causes };
  return { status: "failed", detail: `HTTP ${output.status}`, output, error };
}

/** When the server says that it answered; stands in for the clock where there is none. NaN if it does not say. */
function sentAt(output: HttpOutput): number {
  return httpDateMs(headerValues(output, "date")?.[0] ?? "");
}
