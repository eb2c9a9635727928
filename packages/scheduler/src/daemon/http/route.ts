/** A route of the API, as it is carried out and as it is described: both are made from this alone. */
import type { JsonObject, JsonValue } from "@scheduler-components/core";
import type { Store } from "../../store/store.ts";
import type { FaultCode } from "../fault.ts";
import type { Scope } from "./tokens.ts";

export interface Ask {
  readonly params: { readonly [name: string]: string };
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** Throws `body-too-large`. */
  readonly bytes: () => Promise<Buffer>;
  /** The body as a JSON object; empty where there is none. Throws `malformed-request`, `unsupported-media-type`. */
  readonly object: () => Promise<JsonObject>;
  /** Aborted when the one who asks has left, or the daemon ends. */
  readonly signal: AbortSignal;
}

export interface Described {
  readonly description: string;
  readonly schema: JsonValue;
}

export interface Answer {
  readonly description: string;
  /** By media type; nothing where there is no body. */
  readonly content?: { readonly [mediaType: string]: JsonValue };
}

export interface Route {
  readonly method: "get" | "post";
  /** As OpenAPI writes it: `/runs/{id}`. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  /** Undefined: whoever asks. */
  readonly scope: Scope | undefined;
  readonly query?: { readonly [name: string]: Described };
  readonly headers?: { readonly [name: string]: Described };
  readonly body?: { readonly required: boolean; readonly content: { readonly [mediaType: string]: JsonValue } };
  readonly answers: { readonly [status: number]: Answer };
  readonly faults: readonly FaultCode[];
  readonly handle: (ask: Ask) => Promise<Response> | Response;
}

export function json(value: unknown, status = 200, headers: { readonly [name: string]: string } = {}): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** Why no run is begun, whoever asks for it. */
export const BEGIN_FAULTS: readonly FaultCode[] = [
  "scenario-invalid",
  "run-refused",
  "component-unavailable",
  "too-many-runs",
  "closing",
  "malformed-request",
  "unsupported-media-type",
  "body-too-large",
];

/** A run that was begun. */
export function begun(store: Pick<Store, "run">, id: string): Response {
  return json(store.run(id), 201, { location: `/runs/${encodeURIComponent(id)}` });
}

/** A schema of `schemas.ts`. */
export function ref(name: string): JsonValue {
  return { $ref: `#/components/schemas/${name}` };
}

export function jsonOf(name: string): { readonly [mediaType: string]: JsonValue } {
  return { "application/json": ref(name) };
}
