import { describe, expect, test } from "vitest";
import { parseExpression } from "../../src/expression/parse.ts";
import { checkReferences, type KnownNames, type ReferenceProblem } from "../../src/expression/references.ts";

const KNOWN: KnownNames = {
  inputs: new Set(["base", "retry-count"]),
  resources: new Map([
    ["api", new Set(["ip", "port"])],
    ["my-db", new Set(["url"])],
  ]),
  nodes: new Set(["probe", "my-node", "a-1-b"]),
  exports: new Set(["status", "total"]),
  secrets: new Set(["TOKEN"]),
};

function problemsOf(text: string, known: KnownNames = KNOWN): readonly ReferenceProblem[] {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  const problems: ReferenceProblem[] = [];
  checkReferences(parsed.expression, known, (problem) => problems.push(problem));
  return problems;
}

test.each([
  "inputs.base",
  "inputs['retry-count']",
  "resources.api.port",
  "resources['my-db'].url",
  "nodes.probe.output.anything.below[0]",
  "nodes['my-node'].status == 'timed-out'",
  "nodes[inputs.base].output",
  "outcome.error.code",
  "exports.status - 1",
  "secrets.TOKEN",
  "run.id + task.id",
  "task.visit + task.attempt",
  "outcome.status in ['succeeded', 'skipped', 'waiting']",
  "outcome.output.status == 'whatever'",
  "inputs.base.map(foo, foo.bar)",
  "cel.bind(foo, 1, foo)",
  "exports.total-exports.status",
  "exports.total-1",
])("%s names only what exists", (text) => {
  expect(problemsOf(text)).toEqual([]);
});

test.each([
  ["foo.bar", "foo", 'unknown name "foo"', "an expression sees inputs, resources"],
  ["output.x", "output", 'unknown name "output"', undefined],
  ["input.base", "input", 'unknown name "input"', 'did you mean "inputs"?'],
  ["outcme.ok", "outcme", 'unknown name "outcme"', 'did you mean "outcome"?'],
  ["1 + nodez.probe.status", "nodez", 'unknown name "nodez"', 'did you mean "nodes"?'],
  ["inputs.bsae", "bsae", 'no input is called "bsae"', 'did you mean "base"?'],
  ["resources.apo.ip", "apo", 'no resource is called "apo"', 'did you mean "api"?'],
  ["resources.api.prot", "prot", 'the resource "api" has no property "prot"', 'did you mean "port"?'],
  ["nodes.prob.status", "prob", 'no node is called "prob"', 'did you mean "probe"?'],
  ["nodes['prob'].status", "'prob'", 'no node is called "prob"', 'did you mean "probe"?'],
  ["nodes.probe.ouput.x", "ouput", 'nodes.probe has no "ouput"', 'did you mean "output"?'],
  ["outcome.stauts == 'failed'", "stauts", 'outcome has no "stauts"', 'did you mean "status"?'],
  ["has(outcome.eror)", "eror", 'outcome has no "eror"', 'did you mean "error"?'],
  ["exports.totl", "totl", 'no export is called "totl"', 'did you mean "total"?'],
  ["secrets.TOKENS", "TOKENS", 'no secret is called "TOKENS"', 'did you mean "TOKEN"?'],
  ["run.name", "name", 'run has no "name"', undefined],
  ["task.visits", "visits", 'task has no "visits"', 'did you mean "visit"?'],
  ["nodes", "nodes", "nodes is no value of its own", undefined],
  ["size(secrets)", "secrets", "secrets is no value of its own", undefined],
  ["[1].map(x, foo)", "foo", 'unknown name "foo"', undefined],
  ["nodes[foo].status", "foo", 'unknown name "foo"', undefined],
] as const)("%s: %s", (text, at, message, hint) => {
  const [problem, ...more] = problemsOf(text);
  expect(more).toEqual([]);
  expect(problem?.code).toBe("unknown-reference");
  expect(problem?.message).toContain(message);
  expect(problem?.hint ?? "").toContain(hint ?? "");
  expect(text.slice(problem?.start, problem?.end)).toBe(at);
});

describe("names that only one place sees", () => {
  const here: KnownNames = { ...KNOWN, locals: new Set(["host", "index"]) };

  test.each(["host", "host.name[0]", "index + 1", "[1].map(x, host + x)", "nodes[host].output"])("%s", (text) => {
    expect(problemsOf(text, here)).toEqual([]);
    expect(problemsOf(text)).toMatchObject([{ code: "unknown-reference" }]);
  });

  test.each([
    ["hots.name", 'did you mean "host"?'],
    ["qqqq", "an expression here sees inputs, resources, outcome, nodes, exports, secrets, run, task, host, index"],
  ])("%s is none of them", (text, hint) => {
    expect(problemsOf(text, here)).toMatchObject([{ code: "unknown-reference", hint }]);
  });
});

test("a reference in has() is reported once", () => {
  expect(problemsOf("has(nodes.nope.output.x)")).toHaveLength(1);
  expect(problemsOf("has(inputs.map[foo])", { ...KNOWN, inputs: undefined })).toHaveLength(1);
});

describe("an id with a hyphen", () => {
  test.each([
    ["nodes.my-node.status == 'failed'", 'write nodes["my-node"]', "my-node"],
    ["1 > 0 && nodes.my-node.output.x", 'write nodes["my-node"]', "my-node"],
    ["resources.my-db.url", 'write resources["my-db"]', "my-db"],
    ["inputs.retry-count", 'write inputs["retry-count"]', "retry-count"],
  ])("%s: %s", (text, hint, at) => {
    const [problem, ...more] = problemsOf(text);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: "unknown-reference", hint, message: `"${at}" reads as a subtraction here` });
    expect(text.slice(problem?.start, problem?.end)).toBe(at);
  });

  test.each([
    ["a property of a resource", "resources.api.base-url == 'x'", 'write resources.api["base-url"]'],
    ["a typo in it", "nodes.my-nod.status == 'failed'", 'did you mean nodes["my-node"]?'],
    ["another name with a hyphen behind it", "resources.my-db.base-url == 'x'", 'write resources["my-db"]'],
  ])("%s is one problem", (_name, text, hint) => {
    const resources = new Map([
      ["api", new Set(["base-url"])],
      ["my-db", new Set(["base-url"])],
    ]);
    expect(problemsOf(text, { ...KNOWN, resources })).toMatchObject([{ code: "unknown-reference", hint }]);
  });

  test.each(["nodes.a-1-b.status", "nodes.run-if.ok", "nodes.step-2nd.ok"])("%s: the hint says why", (text) => {
    const parsed = parseExpression(text);
    const hint = parsed.ok ? problemsOf(text)[0]?.hint : parsed.hint;
    expect(hint).toMatch(/writ.* nodes\["[a-z0-9-]+"\]/);
  });
});

describe("a status that does not exist", () => {
  test.each([
    ["outcome.status == 'succeded'", "'succeded'", 'did you mean "succeeded"?'],
    ["'timedout' != nodes.probe.status", "'timedout'", 'did you mean "timed-out"?'],
    ["nodes['my-node'].status in ['failed', 'canceled']", "'canceled'", 'did you mean "cancelled"?'],
    ["nodes[inputs.base]['status'] == 'done'", "'done'", "one of: succeeded, failed"],
    ["outcome.ok && (outcome.status == 'error' || true)", "'error'", "one of:"],
  ])("%s", (text, at, hint) => {
    const [problem, ...more] = problemsOf(text);
    expect(more).toEqual([]);
    expect(problem?.code).toBe("unknown-status");
    expect(problem?.hint).toContain(hint);
    expect(text.slice(problem?.start, problem?.end)).toBe(at);
  });
});

test("what is not known is not checked", () => {
  expect(problemsOf("inputs.x + resources.y.z + exports.a + secrets.b + nodes.c.ok", {})).toEqual([]);
});

describe("problems of the text", () => {
  test.each([
    ["sise(1)", "unknown-function", 'did you mean "size"?', 0, 7],
    ["'a'.startWith('a')", "unknown-function", 'did you mean "startsWith"?', 0, 18],
    ["inputs.list.exist(x, x)", "unknown-function", 'did you mean "exists"?', 0, 23],
    ["hass(inputs.x)", "unknown-function", 'did you mean "has"?', 0, 14],
    ["contains('a', 'b')", "unknown-function", "it is written text.contains(part)", 0, 18],
    ["timestamp('x')", "unknown-function", undefined, 0, 14],
    ["size()", "expression-syntax", "as in size(value)", 0, 6],
    ["has(inputs)", "expression-syntax", "as in has(", 0, 11],
    ["[1].all(1, true)", "expression-syntax", undefined, undefined, undefined],
    ["[1].all(x)", "expression-syntax", "as in list.all", 0, 10],
    ["1 +", "expression-syntax", undefined, 3, 3],
    ["", "expression-syntax", undefined, 0, 0],
    ["a b", "expression-syntax", undefined, 2, 3],
    ["'open", "expression-syntax", undefined, 0, 5],
    ["b'bytes'", "expression-syntax", "write a string", undefined, undefined],
    ["9007199254740993", "expression-syntax", undefined, 0, 16],
    ["1e999", "expression-syntax", undefined, 0, 5],
    ["{1: 2}", "expression-syntax", undefined, 1, 2],
    ["{'a': 1, 'a': 2}", "expression-syntax", undefined, 9, 12],
    ["a = 1", "expression-syntax", undefined, 2, 3],
    ["inputs.?x", "expression-syntax", undefined, undefined, undefined],
  ])("%s", (text, code, hint, start, end) => {
    const parsed = parseExpression(text);
    if (parsed.ok) throw new Error("it parses");
    expect(parsed.code).toBe(code);
    expect(parsed.hint ?? "").toContain(hint ?? "");
    expect([parsed.start, parsed.end]).toEqual([start ?? parsed.start, end ?? parsed.end]);
    expect(parsed.message).not.toMatch(/\n|EOF|IDENTIFIER/);
  });
});

test("what has() looks up is referred to, whole", () => {
  const parsed = parseExpression("has(nodes[inputs.base].output.x) && has(inputs.base) && has(secrets.TOKEN)");
  expect(parsed.ok && parsed.expression.references.map(({ path }) => path)).toEqual([
    ["nodes", { dynamic: true }, "output", "x"],
    ["inputs", "base"],
    ["inputs", "base"],
    ["secrets", "TOKEN"],
  ]);
});

test("references tell what is read, computed keys included", () => {
  const parsed = parseExpression("nodes.probe.output.items[0].a + nodes[inputs.base].status");
  expect(parsed.ok && parsed.expression.references.map(({ path }) => path)).toEqual([
    ["nodes", "probe", "output", "items", { dynamic: true }, "a"],
    ["nodes", { dynamic: true }, "status"],
    ["inputs", "base"],
  ]);
});
