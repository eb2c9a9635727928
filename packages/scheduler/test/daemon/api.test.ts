import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FILES, rows } from "./api-rows.ts";
import { ended, testDaemon } from "./support.ts";

const require = createRequire(join(import.meta.dirname, "../../../../package.json"));
const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");

interface Operation {
  readonly operationId: string;
  readonly responses: {
    readonly [status: string]: {
      readonly description: string;
      readonly content?: { readonly [type: string]: { readonly schema: object } };
    };
  };
  readonly security: readonly { readonly token: readonly string[] }[];
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: object;
}

describe("the API is as its document says", () => {
  test("every route, and every answer of it", async () => {
    const daemon = await testDaemon({ files: FILES });
    for (const runId of ["w1", "w2"]) await daemon.post("/scenarios/wait/runs", { runId });
    await daemon.post("/scenarios/hello/runs", { runId: "done" });
    await ended(daemon, "done");
    const document = (await (await daemon.fetch("/openapi.json")).json()) as Document;
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: "doc", components: document.components });
    const operations = new Map(
      Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => [one.operationId, one])),
    );
    for (const { name, operation, method = "GET", path, body, headers, status, code } of rows) {
      const response =
        method === "POST"
          ? await daemon.post(path, body, headers)
          : await daemon.fetch(path, { headers: headers ?? {} });
      const text = await response.text();
      expect({ name, status: response.status, ...(code === undefined ? {} : { code: JSON.parse(text).code }) }).toEqual(
        {
          name,
          status,
          ...(code === undefined ? {} : { code }),
        },
      );
      const described = operations.get(operation)?.responses[status];
      expect({ name, answers: Object.keys(operations.get(operation)?.responses ?? {}) }).toMatchObject({
        name,
        answers: expect.arrayContaining([String(status)]),
      });
      const type = response.headers.get("content-type")?.split(";")[0];
      expect({ name, types: type === undefined ? [] : [type] }).toEqual({
        name,
        types: Object.keys(described?.content ?? {}),
      });
      if (type?.endsWith("json") !== true) continue;
      if (code !== undefined) expect(`${name}: ${described?.description}`).toMatch(new RegExp(`\\b${code}\\b`));
      const schema = described?.content?.[type]?.schema;
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll("#/", "doc#/")));
      expect({ name, errors: validate(JSON.parse(text)) ? [] : validate.errors }).toEqual({ name, errors: [] });
    }
    const asked = new Set(rows.map(({ operation }) => operation));
    expect([...operations.keys()].filter((operation) => !asked.has(operation))).toEqual([]);
  });

  test.each([
    ["no such path", "GET", "/nope", 404, "not-found", null],
    ["another method", "DELETE", "/runs", 405, "method-not-allowed", "GET"],
  ])("%s is a problem", async (_name, method, path, status, code, allow) => {
    const { fetch } = await testDaemon();
    const response = await fetch(path, { method, headers: { "x-request-id": "mine-1" } });
    expect(response.status).toBe(status);
    expect(response.headers.get("allow")).toBe(allow);
    expect(response.headers.get("x-request-id")).toBe("mine-1");
    expect(await response.json()).toMatchObject({ status, code, requestId: "mine-1" });
  });

  test("a request id that could end a line is not taken over", async () => {
    const { fetch } = await testDaemon();
    const response = await fetch("/health", { headers: { "x-request-id": "a b" } });
    expect(response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });
});
