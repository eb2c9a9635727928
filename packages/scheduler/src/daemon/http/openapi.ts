import type { JsonObject, JsonValue } from "@scheduler-components/core";
import { Fault, type FaultCode } from "../fault.ts";
import { ref, type Answer, type Described, type Route } from "./route.ts";
import { schemas } from "./schemas.ts";

/** What every route may answer, beside its own. */
const COMMON: readonly FaultCode[] = ["too-many-requests", "internal"];
const GUARDED: readonly FaultCode[] = ["unauthorized", "forbidden"];

/** The API's document (OpenAPI 3.1), made from its routes. */
export function openApi(routes: readonly Route[], version: string): JsonObject {
  const paths: { [path: string]: { [method: string]: JsonValue } } = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: "3.1.0",
    info: { title: "scheduler serve", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "See `--token`; without any, none is needed." },
      },
    },
  };
}

function operation(route: Route): JsonObject {
  const { operation: operationId, summary, scope, query = {}, headers = {}, body, path } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const parameters = [
    ...inPath.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } })),
    ...Object.entries(query).map(([name, described]) => parameter(name, "query", described)),
    ...Object.entries(headers).map(([name, described]) => parameter(name, "header", described)),
  ];
  return {
    operationId,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: body.required, content: contentOf(body.content) } }),
    responses: {
      ...answersOf(route.answers),
      ...faultsOf([...route.faults, ...COMMON, ...(scope === undefined ? [] : GUARDED)]),
    },
    security: scope === undefined ? [] : [{ token: [scope] }],
  };
}

function parameter(name: string, place: string, { description, schema }: Described): JsonObject {
  return { name, in: place, required: false, description, schema };
}

function contentOf(content: { readonly [mediaType: string]: JsonValue }): JsonObject {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
}

function answersOf(answers: { readonly [status: number]: Answer }): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, content }]) => [
      status,
      content === undefined ? { description } : { description, content: contentOf(content) },
    ]),
  );
}

function faultsOf(codes: readonly FaultCode[]): JsonObject {
  const byStatus = new Map<number, FaultCode[]>();
  for (const code of codes) {
    const { status } = new Fault(code, "");
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      { description: of.join(", "), content: contentOf({ "application/problem+json": ref("Problem") }) },
    ]),
  );
}
