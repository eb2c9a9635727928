/** The API: who may ask, in which measure, and what comes of it. */
import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import { Fault, toFault } from "../fault.ts";
import type { Metrics } from "../metrics.ts";
import type { Say } from "../types.ts";
import type { Api } from "./api.ts";
import { parseObject, readBody } from "./body.ts";
import { hookRoutes } from "./hook-routes.ts";
import type { HttpLimits } from "./limits.ts";
import { openApi } from "./openapi.ts";
import { foreignRequest } from "./origin.ts";
import { problem } from "./problem.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { json, jsonOf, type Route } from "./route.ts";
import { runRoutes } from "./run-routes.ts";
import { scenarioRoutes } from "./scenario-routes.ts";
import { allows, type Scope, type Tokens } from "./tokens.ts";

export interface AppOptions {
  readonly api: Api;
  readonly tokens: Tokens;
  readonly limits: HttpLimits;
  readonly metrics: Metrics;
  readonly say: Say;
  readonly version: string;
  /** Aborted when the daemon ends: whoever follows a run is let go. */
  readonly signal: AbortSignal;
  /** The address of the one who asks. */
  readonly client: (context: Context) => string;
}

export function createApp(options: AppOptions): Hono {
  const { api, limits, metrics } = options;
  metrics.define("scheduler_http_requests_total", "counter", "Requests that were answered, by route and status.");
  const limiter = new RateLimiter(limits.rate, limits.burst);
  const routes: Route[] = [
    ...scenarioRoutes(api),
    ...runRoutes(api, limits),
    ...hookRoutes(api),
    ...ownRoutes(api, () => routes, options.version),
  ];
  const app = new Hono({ strict: true });
  const answer = (context: Context, route: Route | undefined, handle: (route: Route) => Promise<Response> | Response) =>
    answerOne(context, route, options, limiter, handle);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ":$1"), (context) =>
      answer(context, route, () => route.handle(askOf(context, options))),
    );
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allow = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    app.all(path.replaceAll(/\{(\w+)\}/g, ":$1"), (context) =>
      answer(context, undefined, () => {
        throw new Fault("method-not-allowed", `This takes ${allow.join(" and ")}.`);
      }).then((response) => {
        response.headers.set("allow", allow.join(", "));
        return response;
      }),
    );
  }
  app.notFound((context) =>
    answer(context, undefined, () => {
      throw new Fault("not-found", "There is nothing here; see /openapi.json.");
    }),
  );
  return app;
}

async function answerOne(
  context: Context,
  route: Route | undefined,
  { tokens, metrics, say, client }: AppOptions,
  limiter: RateLimiter,
  handle: (route: Route) => Promise<Response> | Response,
): Promise<Response> {
  const requestId = requestIdOf(context.req.header("x-request-id"));
  let response: Response;
  try {
    const wait = limiter.take(client(context), Date.now());
    if (wait > 0) throw new Fault("too-many-requests", "Too many requests; ask again later.", { retryAfter: wait });
    if (!tokens.any) {
      const foreign = foreignRequest(context.req.header("host"), context.req.header("origin"));
      if (foreign !== undefined) throw new Fault("cross-origin", `The request is not taken: ${foreign}.`);
    }
    if (route?.scope !== undefined) authorize(tokens, context.req.header("authorization"), route.scope);
    response = await handle(route as Route);
  } catch (error) {
    const fault = toFault(error);
    if (fault.code === "internal") say("error", `internal error: ${stackOf(error)}`, { requestId });
    response = problem(fault, requestId);
  }
  response.headers.set("x-request-id", requestId);
  response.headers.set("x-content-type-options", "nosniff");
  const status = String(response.status);
  metrics.add("scheduler_http_requests_total", { route: route?.operation ?? "none", status });
  say("debug", "request", { requestId, route: route?.operation ?? "none", status: response.status });
  return response;
}

function authorize(tokens: Tokens, header: string | undefined, scope: Scope): void {
  if (!tokens.any) return;
  const token = tokens.find(header);
  if (token === undefined)
    throw new Fault("unauthorized", "A token is needed: authorization: Bearer TOKEN, with one of those of --token.");
  if (!allows(token, scope))
    throw new Fault(
      "forbidden",
      `The token ${token.name} may ${token.scope}, and this needs ${scope}: --token ${token.name}=${scope}.`,
    );
}

function askOf(context: Context, { limits, signal }: AppOptions): Parameters<Route["handle"]>[0] {
  const { req } = context;
  const bytes = (): Promise<Buffer> => readBody(req.raw, limits.bodyBytes);
  return {
    params: req.param() as { readonly [name: string]: string },
    query: new URL(req.url).searchParams,
    header: (name) => req.header(name),
    bytes,
    object: async () => parseObject(await bytes(), req.header("content-type")),
    signal: AbortSignal.any([signal, req.raw.signal]),
  };
}

/** The caller's own, where it is one that can be shown anywhere. */
function requestIdOf(given: string | undefined): string {
  return given !== undefined && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function ownRoutes(api: Api, routes: () => readonly Route[], version: string): readonly Route[] {
  const health = jsonOf("Health");
  return [
    {
      method: "get",
      path: "/health",
      operation: "health",
      summary: "Whether the process answers.",
      scope: undefined,
      answers: { 200: { description: "It does.", content: health } },
      faults: [],
      handle: () => json({ status: "ok" }),
    },
    {
      method: "get",
      path: "/ready",
      operation: "ready",
      summary: "Whether runs are taken: those of before are resumed, and the scenarios loaded.",
      scope: undefined,
      answers: {
        200: { description: "They are.", content: health },
        503: { description: "Not yet, or no more.", content: health },
      },
      faults: [],
      handle: () => json({ status: api.state() }, api.state() === "ready" ? 200 : 503),
    },
    {
      method: "get",
      path: "/metrics",
      operation: "metrics",
      summary: "Counters for Prometheus.",
      scope: "read",
      answers: { 200: { description: "In its text format.", content: { "text/plain": { type: "string" } } } },
      faults: [],
      handle: () =>
        new Response(api.metrics(), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } }),
    },
    {
      method: "get",
      path: "/openapi.json",
      operation: "openapi",
      summary: "This document.",
      scope: undefined,
      answers: { 200: { description: "OpenAPI 3.1.", content: { "application/json": { type: "object" } } } },
      faults: [],
      handle: () => json(openApi(routes(), version)),
    },
  ];
}
