import { send, type HttpError, type Response } from "scheduler:actions-http/client@0.1.0";
import type { ActionContext, ActionOutcome } from "scheduler:executor/component-api@0.1.0";
import { DEFAULT_BASE } from "./manifest.ts";
import { cancelled, failed, succeeded } from "./outcome.ts";
import { at } from "./pointer.ts";
import { textOf } from "./utf8.ts";

export interface Source {
  readonly base?: string;
  readonly resource?: string;
  readonly pointer?: string;
  readonly authorize?: boolean;
}

interface Parameters extends Source {
  readonly path: string;
}

/** The component never sees the token: the host puts it in, if the operator grants it, for granted origins alone. */
const AUTHORIZATION = { name: "authorization", value: "Bearer $secret{API_TOKEN}" };

export function fetch(_component: string, parameters: Parameters, context: ActionContext): ActionOutcome {
  const { resource, pointer = "", path, authorize = true } = parameters;
  const base = resource === undefined ? (parameters.base ?? DEFAULT_BASE) : baseOf(resource, context);
  if (base === undefined) {
    return failed({ code: "no-base", message: `There is no resource "${resource}" with a text called base.` });
  }
  if (context.isCancelled()) return cancelled();

  const url = base.replace(/\/$/, "") + path;
  const headers = [{ name: "accept", value: "application/json" }, ...(authorize ? [AUTHORIZATION] : [])];
  let response: Response;
  try {
    response = send({ method: "GET", url, headers });
  } catch (error) {
    return refused(url, error);
  }
  if (response.status !== 200) return unexpected(response);

  let data: unknown;
  try {
    data = JSON.parse(textOf(response.body));
  } catch (error) {
    const causes = [{ code: "invalid-json", message: String(error) }];
    return failed({ code: "invalid-answer", message: `${response.url} answered with what is not JSON.`, causes });
  }
  const found = at(data, pointer);
  if (found === undefined) {
    return failed({ code: "invalid-answer", message: `The answer of ${response.url} has nothing at "${pointer}".` });
  }
  context.log("debug", `${response.url}: ${response.body.length} bytes`);
  return succeeded({ status: response.status, url: response.url, data: found }, `GET ${response.url}`);
}

function baseOf(resource: string, context: ActionContext): string | undefined {
  // `none` arrives as null.
  const text = context.getResource(resource) ?? undefined;
  const { base } = text === undefined ? {} : (JSON.parse(text) as { base?: unknown });
  return typeof base === "string" ? base : undefined;
}

/** The host says what went wrong, and whether it is worth another attempt. */
function refused(url: string, error: unknown): ActionOutcome {
  const { code, message, retryable } = httpErrorOf(error);
  return failed({ code, message: `GET ${url}: ${message}`, retryable });
}

/** The error of a `result` is thrown with what the WIT calls `http-error` as its payload. */
function httpErrorOf(error: unknown): HttpError {
  if (error instanceof Error && "payload" in error) return error.payload as HttpError;
  // Not an error of HTTP, so not for us: it ends the attempt as what it is.
  throw error;
}

function unexpected({ status, url, headers }: Response): ActionOutcome {
  const after = headers.find(({ name }) => name.toLowerCase() === "retry-after")?.value ?? "";
  return failed({
    code: "unexpected-status",
    message: `GET ${url} answered with ${status}, expected 200.`,
    retryable: status === 429 || status >= 500,
    retryAfter: /^\d+$/.test(after) ? Number(after) * 1000 : undefined,
  });
}
