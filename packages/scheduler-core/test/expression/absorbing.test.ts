import { expect, test } from "vitest";
import { evaluate, scopeWith, view } from "./scope.ts";

/** T, F: values; E: an ordinary error; A: the error of an absent value; N: not a boolean. */
const OPERANDS: { readonly [name: string]: string } = {
  T: "inputs.yes",
  F: "!inputs.yes",
  E: "1 / 0 > 1",
  A: "outcome.error.code == 'x'",
  N: "inputs.n",
};

function outcome(text: string): string {
  const evaluated = evaluate(text);
  if (evaluated.ok)
    return evaluated.value === true ? "T" : evaluated.value === false ? "F" : JSON.stringify(evaluated.value);
  return evaluated.absent ? "A" : "E";
}

test.each([
  ["T || T", "T"],
  ["T || F", "T"],
  ["F || F", "F"],
  ["T || E", "T"],
  ["E || T", "T"],
  ["F || E", "E"],
  ["E || F", "E"],
  ["T || A", "T"],
  ["A || T", "T"],
  ["F || A", "A"],
  ["A || F", "A"],
  ["A || A", "A"],
  ["A || E", "E"],
  ["E || A", "E"],
  ["E || E", "E"],
  ["N || T", "T"],
  ["T || N", "T"],
  ["N || F", "E"],
  ["N || A", "E"],
  ["T && T", "T"],
  ["T && F", "F"],
  ["F && F", "F"],
  ["F && E", "F"],
  ["E && F", "F"],
  ["T && E", "E"],
  ["E && T", "E"],
  ["F && A", "F"],
  ["A && F", "F"],
  ["T && A", "A"],
  ["A && T", "A"],
  ["A && A", "A"],
  ["A && E", "E"],
  ["E && A", "E"],
  ["N && F", "F"],
  ["F && N", "F"],
  ["N && T", "E"],
  ["A || E || T", "T"],
  ["F || A || F", "A"],
  ["A && E && F", "F"],
  ["T && (A || T)", "T"],
  ["(A && T) || T", "T"],
] as const)("%s is %s", (text, expected) => {
  expect(outcome(text.replace(/[TFEAN]/g, (name) => `(${OPERANDS[name] ?? name})`))).toBe(expected);
});

test.each([
  ["[1, 0].exists(x, 1 / x > 0)", "T"],
  ["[0, 1].exists(x, 1 / x > 0)", "T"],
  ["[0].exists(x, 1 / x > 0)", "E"],
  ["[0, 1].all(x, 1 / x < 0)", "F"],
  ["[0, 1].all(x, 1 / x > 0)", "E"],
  ["[1].exists(x, outcome.error.code == 'x')", "A"],
  ["[1, 0].exists_one(x, 1 / x > 0)", "E"],
  ["[1, 0].filter(x, 1 / x > 0) == []", "E"],
  ["inputs.yes ? true : 1 / 0 > 1", "T"],
  ["1 / 0 > 1 ? true : true", "E"],
  ["outcome.error.code == 'x' ? true : true", "A"],
])("%s is %s", (text, expected) => {
  expect(outcome(text)).toBe(expected);
});

const failed = { status: "failed", ok: false, detail: "boom" } as const;

test.each([
  ["outcome.output", true],
  ["outcome.output.status", true],
  ["outcome.output.status == 200", true],
  ["!(outcome.output.status == 200)", true],
  ["outcome.output[0]", true],
  ["outcome['output'].x", true],
  ["size(outcome.output)", true],
  ["[outcome.output.x]", true],
  ["{'a': outcome.output.x}", true],
  ["outcome.output.x + 1", true],
  ["'a' + string(outcome.output.x)", true],
  ["outcome.error.code", true],
  ["nodes.later.output.x == 1", true],
  ["nodes['my-node'].output", true],
  ["nodes.probe.error.code == 'x'", true],
  ["[outcome].exists(o, o.output.x == 1)", true],
  ["cel.bind(o, outcome, o.output.x == 1)", true],
  ["outcome.output.x.all(y, true)", true],
  ["outcome.output.items.map(y, y)", true],
  ["outcome.detail.x", false],
  ["nodes.none.output.x", false],
  ["nodes.probe.output.typo", false],
  ["nodes.probe.output.body.typo == 1", false],
  ["inputs.typo", false],
  ["exports.typo", false],
])("%s on a failure without output: absent is %s", (text, absent) => {
  const evaluated = evaluate(text, scopeWith({ outcome: view(failed) }));
  expect(evaluated).toMatchObject({ ok: false, absent });
});

test.each([
  ["has(outcome.output)", false],
  ["has(outcome.output.body)", false],
  ["has(outcome.output.body.port)", false],
  ["!has(outcome.error)", true],
  ["has(outcome.output.x) || outcome.status == 'failed'", true],
  ["outcome.status == 'failed' || outcome.output.x == 1", true],
  ["has(outcome.detail)", true],
])("%s is %s there", (text, expected) => {
  expect(evaluate(text, scopeWith({ outcome: view(failed) }))).toEqual({ ok: true, value: expected });
});

test("before any outcome, reading it is an error that has() absorbs", () => {
  const scope = scopeWith({ outcome: undefined });
  expect(evaluate("outcome.status", scope)).toMatchObject({
    ok: false,
    message: expect.stringContaining("no outcome"),
  });
  expect(evaluate("has(outcome.output) ? 1 : 2", scope)).toEqual({ ok: true, value: 2 });
});

test("an output that is null is not absent", () => {
  const scope = scopeWith({ outcome: view({ output: null }) });
  expect(evaluate("outcome.output == null && has(outcome.output)", scope)).toEqual({ ok: true, value: true });
  expect(evaluate("outcome.output.x", scope)).toMatchObject({ ok: false, absent: false });
});
