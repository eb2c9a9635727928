import type { Action, ActionComponent, ActionContext, ActionOutcome, Manifest } from "@scheduler-components/executor";
import { failed } from "@scheduler-components/executor";
import { HttpFailure } from "./errors.ts";
import { HTTP_MANIFEST, METHODS } from "./manifest/manifest.ts";
import type { HttpOptions } from "./options.ts";
import { headerValues, isListed, judge } from "./outcome/judge.ts";
import type { HttpOutput } from "./outcome/judge.ts";
import type { Reading } from "./outcome/output.ts";
import { readOutput } from "./outcome/output.ts";
import { redactResponse } from "./outcome/secrets.ts";
import { checkerOf } from "./policy/policy.ts";
import type { ReadPorts } from "./request/read.ts";
import { readRequest } from "./request/read.ts";
import type { HttpRequest } from "./request/request.ts";
import { retryAfterMs } from "./response/retry-after.ts";
import { cancelledFailure, Transport } from "./transport/transport.ts";
import type { Arrived } from "./transport/follow.ts";
import { followInto } from "./transport/follow.ts";

/** What an action needs of its context; all of `ActionContext` has it. */
export type HttpContext = Pick<ActionContext, "signal" | "redact" | "idempotencyKey">;

/**
 * The HTTP component: the calls `get`, `head`, `post`, `put`, `patch`, `delete` and `options`. Connections are kept until
 * `releaseComponent`, after which it can be used again. undici is loaded with the first request.
 *
 * Throws a `TypeError` if the policy has a line that is no entry.
 *
 * @example
 * const http = createHttpComponent({ policy: { allow: ["https://api.example.com"] } });
 * const outcome = await http.executeAction({ id: "probe", call: "http.get", parameters: { url: "https://api.example.com/" } }, context);
 */
export function createHttpComponent(options: HttpOptions = {}): ActionComponent {
  return new HttpComponent(options);
}

class HttpComponent implements ActionComponent {
  readonly #transport: Transport;
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#transport = new Transport(options, checkerOf(options.policy));
  }

  describe(): Manifest {
    return HTTP_MANIFEST;
  }

  initComponent(): void {}

  executeAction(action: Action, context: ActionContext): ActionOutcome | Promise<ActionOutcome> {
    return executeHttpAction(this.#transport, this.#options, action, context);
  }

  releaseComponent(): Promise<void> {
    return this.#transport.close();
  }
}

/**
 * One attempt. Never throws for what the scenario, the network or the server did. A refusal that needs no request is answered at
 * once; not `async`, since each promise on top of `carryOut`'s costs turns of the microtask queue in every request.
 */
export function executeHttpAction(
  transport: Transport,
  options: HttpOptions,
  action: Action,
  context: HttpContext,
): ActionOutcome | Promise<ActionOutcome> {
  const method = METHODS.get(action.call.slice(action.call.indexOf(".") + 1));
  if (method === undefined) return unknownCall(action.call);
  const { parameters } = action;
  if (typeof parameters !== "object" || parameters === null || Array.isArray(parameters)) {
    return outcomeOf(new HttpFailure("invalid-parameters", "The parameters are no object."));
  }
  const ports: ReadPorts = {
    readFile: options.readFile,
    maxRequestBytes: options.maxRequestBytes ?? 67_108_864,
    maxResponseBytes: options.maxResponseBytes ?? 67_108_864,
    idempotencyKey: () => context.idempotencyKey(),
  };
  const read = readRequest(method, parameters as HttpRequestParameters, ports);
  if (read instanceof HttpFailure) return outcomeOf(read);
  if (!(read instanceof Promise)) return carryOut(transport, read, context);
  return read.then((request) =>
    request instanceof HttpFailure ? outcomeOf(request) : carryOut(transport, request, context),
  );
}

type HttpRequestParameters = Parameters<typeof readRequest>[1];

/** One promise for an attempt: what arrived is read where the socket brings it. */
function carryOut(
  transport: Transport,
  request: HttpRequest,
  context: HttpContext,
): ActionOutcome | Promise<ActionOutcome> {
  for (const secret of request.secrets) context.redact(secret);
  const { signal } = context;
  if (signal.aborted) return outcomeOf(cancelledFailure());
  const startedAt = performance.now();
  const hop = { idempotent: request.idempotent, maxBytes: request.maxBytes, signal };
  const redirects = {
    limit: request.followRedirects,
    mode: request.redirectMode,
    secretHeaders: request.redactHeaders,
  };
  return new Promise((resolve, reject) => {
    const settle = (arrived: Arrived | HttpFailure): void => {
      // Nothing is thrown at the socket: a fault here is the attempt's.
      try {
        resolve(conclude(request, arrived, startedAt, context));
      } catch (error) {
        reject(error);
      }
    };
    followInto(transport, request, hop, redirects, settle, reject);
  });
}

function conclude(
  request: HttpRequest,
  arrived: Arrived | HttpFailure,
  startedAt: number,
  context: HttpContext,
): ActionOutcome | Promise<ActionOutcome> {
  if (arrived instanceof HttpFailure) return outcomeOf(arrived, undefined, isListed(request, arrived.code));
  const reading = readOutput(request, arrived, startedAt);
  const { status } = arrived.incoming;
  if (reading instanceof Promise) return reading.then((read) => outcomeOfReading(request, read, status, context));
  return outcomeOfReading(request, reading, status, context);
}

function outcomeOfReading(
  request: HttpRequest,
  { output, failure }: Reading,
  status: number,
  context: HttpContext,
): ActionOutcome {
  if (output) redactResponse(request, output, context);
  const problem = failure ?? (output && judge(request, output));
  if (problem) return outcomeOf(problem, output, failure ? isListed(request, failure.code) : undefined);
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
function outcomeOf(failure: HttpFailure, output?: HttpOutput, retryable: boolean = failure.retryable): ActionOutcome {
  const retryAfter =
    output && retryable ? retryAfterMs(headerValues(output, "retry-after")?.[0], Date.now()) : undefined;
  return {
    status: failure.code === "cancelled" ? "cancelled" : "failed",
    ...(output ? { detail: `HTTP ${output.status}`, output } : undefined),
    error: {
      code: failure.code,
      message: failure.message,
      retryable,
      ...(retryAfter === undefined ? undefined : { retryAfter }),
      causes: failure.causes,
    },
  };
}
