import { describe, expect, test } from "vitest";
import { EXPRESSION_FUNCTIONS } from "../../src/expression/functions.ts";
import type { JsonValue } from "../../src/json/value.ts";
import { faultOf, scopeWith, valueOf, withOwn } from "./scope.ts";

const VALUES: readonly (readonly [string, JsonValue])[] = [
  // Numbers are JSON numbers.
  ["7/2", 3.5],
  ["1 + 2.5", 3.5],
  ["1u + 2", 3],
  ["0x10", 16],
  ["2 * inputs.half", 1],
  ["exports.n + 1", 2],
  ["7 % 4", 3],
  ["-7 % 4", -3],
  ["5.5 % 2", 1.5],
  ["10 - 2 - 3", 5],
  ["2 + 3 * 4", 14],
  ["(2 + 3) * 4", 20],
  ["1 == 1.0", true],
  ["1u == 1", true],
  ["3 > 2.5", true],
  ["-(-3)", 3],
  ["--3", 3],
  ["-inputs.n", -7],
  ["9007199254740991", 9007199254740991],
  // Equality is deep; different kinds are not equal.
  ["[1, {'a': [2]}] == [1.0, {'a': [2.0]}]", true],
  ["{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", true],
  ["1 == '1'", false],
  ["null == false", false],
  ["inputs.nothing == null", true],
  ["[1] != [1, 2]", true],
  // Comparison.
  ["'a' < 'b'", true],
  ["'🎈' > '\uffff'", true],
  ["'a' <= 'a' && 'ab' > 'a'", true],
  ["false < true", true],
  // Text, lists, maps.
  ["'a' + 'b' + 'c'", "abc"],
  ["[1] + [2] + []", [1, 2]],
  ["2 in [1, 2.0]", true],
  ["'a' in inputs.map", true],
  ["'z' in inputs.map", false],
  ["1 in inputs.map", false],
  ["inputs.list[0]", 3],
  ["inputs.list[1.0]", 1],
  ["inputs['map']['b']", 2],
  ["{'a': 1}.a", 1],
  ["[[1, 2], [3]][0][1]", 2],
  ['r"\\d"', "\\d"],
  ['"""a"b"""', 'a"b'],
  // Conditions.
  ["inputs.yes ? 1 : 2", 1],
  ["!inputs.yes ? 1 : 1 > 2 ? 3 : 4", 4],
  ["!!inputs.yes", true],
  ["!!!inputs.yes", false],
  // has().
  ["has(inputs.n)", true],
  ["has(inputs.x)", false],
  ["has(inputs['n'])", true],
  ["has(inputs.map.z)", false],
  ["has(inputs.nothing)", true],
  ["has(nodes.probe)", true],
  ["has(nodes.none)", false],
  ["has(secrets.TOKEN)", true],
  ["has(secrets.OTHER)", false],
  ["has(outcome.output)", true],
  ["has(outcome.error)", false],
  ["has(outcome.output.body.port)", true],
  ["has(inputs.list[2])", true],
  ["has(inputs.list[3])", false],
  // Comprehensions.
  ["inputs.list.all(x, x > 0)", true],
  ["inputs.list.exists(x, x == 2)", true],
  ["inputs.list.exists_one(x, x > 1)", false],
  ["inputs.list.map(x, x * 2)", [6, 2, 4]],
  ["inputs.list.map(x, x > 1, x * 2)", [6, 4]],
  ["inputs.list.filter(x, x != 1)", [3, 2]],
  ["inputs.map.map(k, k)", ["b", "a"]],
  ["inputs.map.all(k, v, v > 0)", true],
  ["inputs.list.exists(i, x, i == 2 && x == 2)", true],
  ["inputs.list.exists_one(i, x, x == i)", false],
  ["inputs.list.transformList(i, x, i * x)", [0, 1, 4]],
  ["inputs.map.transformMap(k, v, v * 2)", { b: 4, a: 2 }],
  ["inputs.map.transformMap(k, v, v > 1, v)", { b: 2 }],
  ["cel.bind(x, inputs.n, x * x)", 49],
  [
    "inputs.list.map(x, inputs.list.map(y, x * y))",
    [
      [9, 3, 6],
      [3, 1, 2],
      [6, 2, 4],
    ],
  ],
  ["inputs.list.map(inputs, inputs)", [3, 1, 2]],
  ["[].all(x, x > 0)", true],
  ["[].exists(x, x > 0)", false],
  // Roots.
  ["resources.api.port", 8080],
  ["outcome.status", "succeeded"],
  ["outcome.ok", true],
  ["outcome.detail", null],
  ["outcome.output.body.items[1].a", 2],
  ["nodes['my-node'].status", "failed"],
  ["nodes['my-node'].error.causes[0].code", "ECONNREFUSED"],
  ["nodes['my-' + 'node'].ok", false],
  ["nodes.later.status", "waiting"],
  ["secrets.TOKEN", "s3cret"],
  ["run.id", "run-1"],
  ["[task.id, task.visit, task.attempt]", ["task-1", 2, 3]],
  ["nodes.later", { status: "waiting", ok: false, detail: null }],
  ["[outcome].map(o, o.output.status)", [200]],
  // Functions.
  ["size(inputs.text)", 7],
  ["inputs.text.size()", 7],
  ["size([1, 2])", 2],
  ["size({'a': 1})", 1],
  ["'hello'.contains('ell')", true],
  ["'hello'.startsWith('he')", true],
  ["'hello'.endsWith('he')", false],
  ["'hello'.matches('^h.*o$')", true],
  ["matches('hello', 'l{3}')", false],
  ["'HéLLO'.lowerAscii()", "héllo"],
  ["'hÉllo'.upperAscii()", "HÉLLO"],
  ["' a '.trim()", "a"],
  ["'a,b,c'.split(',')", ["a", "b", "c"]],
  ["'a,b,c'.split(',', 2)", ["a", "b,c"]],
  ["'a🎈'.split('')", ["a", "🎈"]],
  ["'abc'.split(',', 0)", []],
  ["['a', 'b'].join('-')", "a-b"],
  ["['a', 'b'].join()", "ab"],
  ["'banana'.replace('an', 'x')", "bxxa"],
  ["'banana'.replace('an', 'x', 1)", "bxana"],
  ["'a🎈'.replace('', '-')", "-a-🎈-"],
  ["'ab'.replace('', '-', 2)", "-a-b"],
  ["inputs.text.substring(6)", "🎈"],
  ["'hello'.substring(1, 3)", "el"],
  ["'hello'.charAt(1)", "e"],
  ["'🎈hello'.indexOf('l')", 3],
  ["'hello'.indexOf('l', 3)", 3],
  ["'hello'.indexOf('z')", -1],
  ["'hello'.lastIndexOf('l')", 3],
  ["int('12')", 12],
  ["int(-3.7)", -3],
  ["int(true)", 1],
  ["uint(3)", 3],
  ["double('1.5e2')", 150],
  ["string(1.0)", "1"],
  ["string({'a': [null]})", '{"a":[null]}'],
  ["string(true)", "true"],
  ["string('x')", "x"],
  ["bool('true')", true],
  ["bool(false)", false],
  ["dyn(1) + 1", 2],
  ["[null, true, 1, '', [], {}].map(x, type(x))", ["null", "bool", "number", "string", "list", "map"]],
  ["min(3, 1.5, 2)", 1.5],
  ["max(inputs.list)", 3],
  ["sum(inputs.list)", 6],
  ["abs(-2.5)", 2.5],
  ["[ceil(1.2), floor(1.8), round(2.5), round(-2.5), round(2.4), trunc(-1.7)]", [2, 1, 3, -3, 2, -1]],
  ["inputs.list.sort()", [1, 2, 3]],
  ["['b', 'a'].sort()", ["a", "b"]],
  ["[1, 1.0, 'a', [1], [1]].distinct()", [1, "a", [1]]],
  ["inputs.list.slice(1, 3)", [1, 2]],
  ["inputs.list.reverse()", [2, 1, 3]],
];

test.each(VALUES)("%s", (text, expected) => {
  expect(valueOf(text)).toEqual(expected);
});

test("every function of the table is in the list above", () => {
  const texts = VALUES.map(([text]) => text).join("\n");
  expect(EXPRESSION_FUNCTIONS.filter(({ name }) => !texts.includes(`${name}(`)).map(({ name }) => name)).toEqual([]);
});

test("the result never holds -0", () => {
  const texts = ["0 * -1", "-0.0", "0 / -5", "-5 % 5", "round(-0.2)", "ceil(-0.5)", "-inputs.z"];
  expect(texts.map((text) => valueOf(text, scopeWith({ inputs: { z: 0 } })))).toStrictEqual(texts.map(() => 0));
});

describe("errors", () => {
  test.each([
    ["1 / 0", "division by zero"],
    ["1 % 0", "remainder by zero"],
    ["1e308 * 10", "not a finite number"],
    ["1 + 'a'", "number + string is not possible; string()"],
    ["[] - []", "list - list is not possible"],
    ["1 < 'a'", "number < string"],
    ["null < null", "null < null"],
    ["1 in 2", "number in number"],
    ["-'a'", "-string"],
    ["!1", "the operand of !"],
    ["1 ? 2 : 3", "the condition of ? :"],
    ["1 && true", "an operand of &&"],
    ["inputs.missing", 'no such key: inputs has no "missing"'],
    ["inputs.map.missing.x", 'inputs.map has no "missing"'],
    ["inputs.n.x", 'inputs.n is a number, so it has no "x"'],
    ["inputs.nothing.x", "inputs.nothing is null"],
    ["inputs.list.length", "inputs.list is a list"],
    ["inputs.list[3]", "has 3 items, and none at 3"],
    ["inputs.list[-1]", "none at -1"],
    ["inputs.list[0.5]", "not a whole number"],
    ["inputs.map[1]", "a key of inputs.map is a number"],
    ["inputs.text[0]", "so it has no items"],
    ["inputs.constructor", "no such key"],
    ["inputs.__proto__", "no such key"],
    ["inputs.map['toString']", "no such key"],
    ["nodes['none'].status", 'no such node: "none"'],
    ["nodes[1].status", "no such node: 1"],
    ["has(inputs.map.x.y)", "no such key"],
    ["has(inputs.n.x)", "has no key"],
    ["inputs.n.all(x, true)", "neither list nor map"],
    ["inputs.list.filter(x, x)", "the condition of filter"],
    ["inputs.list.map(x, x / 0)", "division by zero"],
    ["{inputs.n: 1}", "a key of a map must be a string"],
    ["{'a': 1, 'a' + '': 2}", "stands twice"],
    ["int('1.5')", "no whole number"],
    ["int('x')", "no number"],
    ["int(1e300)", "2^53"],
    ["uint(-1)", "negative"],
    ["double('1e999')", "finite"],
    ["bool('maybe')", "bool()"],
    ["size(1)", "size() needs"],
    ["min([])", "of nothing"],
    ["[1, 'a'].sort()", "number"],
    ["['a', 1].join()", "join() needs a string"],
    ["'a'.substring(2)", "not within"],
    ["'a'.matches(inputs.text + '(')", "matches()"],
  ])("%s: %s", (text, message) => {
    const fault = faultOf(text);
    expect(fault.message).toContain(message);
    expect(fault.absent).toBe(false);
  });
});

test("keys that other languages take for the prototype are keys", () => {
  const scope = scopeWith({ inputs: { odd: withOwn("__proto__", { x: 1 }), own: withOwn("constructor", 2) } });
  expect(valueOf("inputs.odd['__proto__'].x", scope)).toBe(1);
  expect(valueOf("inputs.own.constructor", scope)).toBe(2);
  const made = valueOf("{'__proto__': {'polluted': true}}", scope);
  expect(JSON.stringify(made)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(JSON.stringify(valueOf("inputs.odd.transformMap(k, v, v.x)", scope))).toBe('{"__proto__":1}');
});
