import type { ActionContext, ActionOutcome } from "scheduler:executor/component-api@0.1.0";
import { cancelled, failed, succeeded } from "./outcome.ts";

export interface Parameters {
  readonly url: string;
  readonly body: unknown;
  readonly headers?: Headers;
}

export interface Headers {
  readonly [name: string]: string;
}

/** What is kept of an answer: a trace is no place for a download. In characters. */
const MAX_BODY = 64 * 1024;

/** Sends one request and waits. How long is the engine's to say, by the action's `timeout`. */
export async function post(
  { url, body, headers }: Parameters,
  context: ActionContext,
  always: Headers,
): Promise<ActionOutcome> {
  if (context.isCancelled()) return cancelled();
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: {
        ...always,
        ...headers,
        "content-type": "application/json",
        "idempotency-key": context.idempotencyKey(),
      },
      body: JSON.stringify(body),
    });
    text = await response.text();
  } catch (error) {
    const causes = [{ code: "fetch", message: String(error) }];
    return failed({ code: "network", message: `POST ${url} failed.`, retryable: true, causes });
  }
  context.log("debug", `POST ${url}: ${response.status}, ${text.length} characters`);
  const output = { status: response.status, body: bodyOf(text) };
  if (response.ok) return succeeded(output, `POST ${url}: ${response.status}`);
  return failed(
    {
      code: "unexpected-status",
      message: `POST ${url} answered with ${response.status}, expected 200 to 299.`,
      retryable: response.status === 429 || response.status >= 500,
      retryAfter: retryAfterOf(response.headers.get("retry-after")),
    },
    output,
  );
}

/** JSON where it is JSON, otherwise the text itself. */
function bodyOf(text: string): unknown {
  if (text.length > MAX_BODY) return `${text.slice(0, MAX_BODY)}…`;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** In milliseconds, where the header is a number of seconds. */
function retryAfterOf(header: string | null): number | undefined {
  return header !== null && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}
