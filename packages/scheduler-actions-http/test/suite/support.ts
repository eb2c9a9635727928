import type { HttpOutput } from "@scheduler-components/actions-http";
import type { ActionOutcome, JsonObject, JsonValue } from "@scheduler-components/executor";
import { bodyOf, serve } from "../support/servers.ts";
import type { HttpCase, HttpSubject } from "./suite.ts";

/** A case for every row; the first of a row is the case's name. */
export function rows<R extends readonly [name: string, ...rest: unknown[]]>(
  table: readonly R[],
  run: (subject: HttpSubject, row: R) => Promise<void>,
): HttpCase[] {
  return table.map((row) => ({ name: row[0], run: (subject) => run(subject, row) }));
}

/** The output of an outcome that must have one. */
export function outputOf(outcome: ActionOutcome): HttpOutput {
  if (outcome.output === undefined) throw new Error(`no output: ${JSON.stringify(outcome.error)}`);
  return outcome.output as HttpOutput;
}

/** The output's body, which must be an object. */
export function objectOf(outcome: ActionOutcome): JsonObject {
  const { body } = outputOf(outcome);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error(`no object: ${String(body)}`);
  return body as JsonObject;
}

export async function answering(
  status: number,
  headers: Record<string, string | string[]>,
  body: string | Buffer = "",
): Promise<string> {
  const { origin } = await serve((_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  return origin;
}

/** Answers with what it was asked, as JSON. */
export async function echo(): Promise<string> {
  const { origin } = await serve(async (request, response) => {
    const body = (await bodyOf(request)).toString("utf8");
    const { method, url, headers } = request;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method, url, headers: asked(headers), body }));
  });
  return origin;
}

/** What of a request's headers is the component's, by name: connection, host and compression are the transport's own. */
export function asked(headers: { readonly [name: string]: unknown }): JsonObject {
  const own = Object.entries(headers).filter(([name]) => !TRANSPORT.has(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1))))) as JsonObject;
}

const TRANSPORT: ReadonlySet<string> = new Set(["accept-encoding", "connection", "host", "transfer-encoding"]);

export async function echoed(subject: HttpSubject, operation: string, parameters: JsonObject): Promise<JsonObject> {
  return objectOf(await subject.act(operation, { url: `${await echo()}/p`, ...parameters }));
}

export const jsonOf = (text: string): JsonValue => JSON.parse(text) as JsonValue;
