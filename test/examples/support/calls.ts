/** Tables of calls to the committed components of `examples/components`: what each answers, whoever built it. */
import { expect } from "vitest";
import type { Run } from "./context.ts";
import type { Client } from "./guest.ts";

export interface Call {
  readonly name: string;
  readonly operation: string;
  /** A string is taken as the text itself. */
  readonly parameters: unknown;
  readonly run?: Run;
  /** What `client` answers. */
  readonly answer?: ReturnType<Client>;
  /** A part of what comes back. */
  readonly gives: object;
}

const output = (value: unknown): object => ({ outcome: { status: "succeeded", output: value } });
const failure = (error: object): object => ({ outcome: { status: "failed", error } });

const UNKNOWN = failure({ code: "unknown-call", retryable: false });

const limits: Run = {
  getResource: (id) => (id === "limits" ? { type: "bounds", note: [{ max: 0 }], min: 2 } : undefined),
};

const check = (name: string, values: readonly number[], resource: string, gives: object): Call => ({
  name,
  operation: "check",
  parameters: { values, resource },
  run: limits,
  gives,
});

const summarize = (name: string, parameters: unknown, gives: object): Call => ({
  name,
  operation: "summarize",
  parameters,
  gives,
});

const UNFIT = { err: "The parameters are not what the manifest says." };

const stats: readonly Call[] = [
  summarize(
    "four numbers",
    { values: [4, 1, 3, 2] },
    output({ count: 4, sum: 10, mean: 2.5, min: 1, max: 4, percentiles: { 50: 2.5, 90: 3.7 } }),
  ),
  summarize("one number", { values: [5], bins: 3 }, output({ histogram: [{ from: 5, to: 5, count: 1 }] })),
  summarize(
    "fractions, signs and exponents",
    { values: [0.1, -0.2, 1e-7, 1e21], percentiles: [0, 12.5, 100], bins: 2 },
    output({ max: 1e21, percentiles: { 0: -0.2, 100: 1e21 }, histogram: [{ count: 3 }, { count: 1 }] }),
  ),
  summarize("no histogram", { values: [1, 2], percentiles: [], bins: 0 }, output({ percentiles: {}, histogram: [] })),
  summarize("too large to sum up", { values: [1e308, 1e308] }, failure({ code: "overflow" })),
  summarize("no values", { values: [] }, UNFIT),
  summarize("a list of texts", { values: ["1"] }, UNFIT),
  summarize("no JSON", '{"values":[1,]}', UNFIT),
  check("all within", [2, 3], "limits", output({ below: 0, within: 2, above: 0 })),
  check("some below", [1, 2], "limits", {
    outcome: { status: "failed", output: { below: 1, within: 1, above: 0 }, error: { code: "out-of-range" } },
  }),
  check("no such resource", [1], "nothing", failure({ code: "no-bounds" })),
  { name: "half a text", operation: "check", parameters: '{"values":[1],"resource":"lim', gives: UNFIT },
  { name: "an operation that is not offered", operation: "guess", parameters: {}, gives: UNKNOWN },
];

const json = (value: unknown): Call["answer"] => ({ status: 200, body: JSON.stringify(value) });

const fetch = (name: string, parameters: object, answer: Call["answer"], gives: object, run?: Run): Call => ({
  name,
  operation: "fetch",
  parameters: { path: "/a", ...parameters },
  ...(answer === undefined ? undefined : { answer }),
  ...(run === undefined ? undefined : { run }),
  gives,
});

const api: Run = { getResource: () => ({ type: "http_endpoint", base: "http://api.example/" }) };

const readings: readonly Call[] = [
  fetch("a part of an answer", { pointer: "/x/1" }, json({ x: [1, "é🙂"] }), output({ status: 200, data: "é🙂" })),
  fetch("of a resource", { resource: "api" }, json(null), output({ url: "http://api.example/a", data: null }), api),
  fetch("no such resource", { resource: "api" }, undefined, failure({ code: "no-base" })),
  fetch("nothing at the pointer", { pointer: "/y" }, json({}), failure({ code: "invalid-answer" })),
  fetch("what is not JSON", {}, { status: 200, body: "<p>" }, failure({ causes: [{ code: "invalid-json" }] })),
  fetch("not found", {}, { status: 404, body: "" }, failure({ code: "unexpected-status", retryable: false })),
  fetch(
    "told to come back",
    {},
    { status: 503, headers: [{ name: "Retry-After", value: "2" }], body: "" },
    failure({ code: "unexpected-status", retryable: true, retryAfter: 2000 }),
  ),
  fetch(
    "refused by the host",
    {},
    { error: { code: "http-denied", message: "not granted", retryable: false } },
    failure({ code: "http-denied", message: "GET http://127.0.0.1:8080/a: not granted" }),
  ),
  fetch("cancelled", {}, undefined, { outcome: { status: "cancelled" } }, { cancelled: true }),
  {
    name: "tasks for paths",
    operation: "each",
    parameters: { paths: ["/a", "/b"], next: "end", pointer: "/x" },
    gives: {
      ...output({ tasks: ["task-1", "task-2"] }),
      asked: [
        ["registerAction", { id: "task-reading", call: "it.fetch" }],
        ["addTask", { id: "task-1", after: ["task"], edges: [{ to: "end", on: "succeeded" }] }],
        ["addTask", { id: "task-2", with: '{"path":"/b"}' }],
        ["log", "info", "2 tasks added, all of them lead to end"],
        ["disposed"],
      ],
    },
  },
  { name: "an operation that is not offered", operation: "constructor", parameters: {}, gives: UNKNOWN },
  { name: "parameters that are no JSON", operation: "fetch", parameters: "{", gives: { err: expect.any(String) } },
];

const long = { text: "x".repeat(300_000) };

const echo: readonly Call[] = [
  { name: "an object", operation: "echo", parameters: { a: [1, "ü🙂"] }, gives: output({ a: [1, "ü🙂"] }) },
  { name: "more than its memory has at first", operation: "echo", parameters: long, gives: output(long) },
  { name: "nothing", operation: "noop", parameters: {}, gives: { outcome: { status: "succeeded" } } },
  {
    name: "a note",
    operation: "note",
    parameters: { text: "é" },
    gives: { ...output({ text: "é" }), asked: [["log", "info", '{"text":"é"}'], ["disposed"]] },
  },
  { name: "four other letters", operation: "nope", parameters: {}, gives: UNKNOWN },
  { name: "another length", operation: "echoes", parameters: {}, gives: UNKNOWN },
];

/** By folder. */
export const CALLS: { readonly [folder: string]: readonly Call[] } = { "ts-quickjs": readings, c: stats, wat: echo };
