import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileTemplate, templateExpressions } from "../../src/expression/template.ts";
import { splitTemplate } from "../../src/expression/template-text.ts";
import type { JsonValue } from "../../src/json/value.ts";
import { scopeWith, withOwn } from "./scope.ts";

const scope = scopeWith();

test.each([
  ["plain text", "plain text"],
  ["{{ exports.n }}", 1],
  ["{{exports.n}}", 1],
  ["{{ inputs.list }}", [3, 1, 2]],
  ["{{ null }}", null],
  ["{{ inputs.yes }}", true],
  [" {{ exports.n }}", " 1"],
  ["{{ exports.n }}{{ exports.n }}", "11"],
  ["a {{ inputs.text }} b", "a héllo 🎈 b"],
  ["{{ inputs.list }}!", "[3,1,2]!"],
  ["{{ inputs.map }}!", '{"b":2,"a":1}!'],
  ["{{ null }}!", "null!"],
  ["{{ 0.5 }}!", "0.5!"],
  ["{{ '{{' }}", "{{"],
  ["{{ '{{' }} x }}", "{{ x }}"],
  ["{{ '}}' }}", "}}"],
  ["{{ \"}}\" + '}}' }}", "}}}}"],
  ["{{ '''a'}}''' }}", "a'}}"],
  ["{{ 'it\\'s }}' }}", "it's }}"],
  ["{{ {'a': {'b': 1}} }}", { a: { b: 1 } }],
  ["{{ {'a': {'b': 1}}.a.b }}x", "1x"],
  ["{{{'a': 1}}}", { a: 1 }],
  ["}} alone", "}} alone"],
  ["{ not } one", "{ not } one"],
  [
    { a: ["{{ exports.n }}", 1], b: null },
    { a: [1, 1], b: null },
  ],
  [{ "{{ exports.n }}": "{{ exports.n }}" }, { "{{ exports.n }}": 1 }],
  ["http://{{ resources.api.ip }}:{{ resources.api.port }}/asset", "http://127.0.0.1:8080/asset"],
] as const)("%j renders to %j", (value, expected) => {
  expect(compileTemplate(value).render(scope)).toEqual({ ok: true, value: expected });
});

test.each([
  ["{{ inputs.missing }}", [], "no such key"],
  [{ a: [{ b: "x {{ 1 / 0 }}" }] }, ["a", 0, "b"], "{{ 1 / 0 }}: division by zero"],
  ["{{ 1 +", [], "not closed"],
  ["{{ }}", [], "empty"],
  ["{{ 1 + }}", [], "unexpected"],
  ["{{ nodes.later.output }}", [], "has no output"],
] as const)("%j fails", (value, path, message) => {
  expect(compileTemplate(value).render(scope)).toEqual({ ok: false, path, message: expect.stringContaining(message) });
});

test("a value without templates is rendered to itself, frozen and shared", () => {
  const template = compileTemplate({ a: [1, { b: "x" }] });
  expect(template.isStatic).toBe(true);
  const [first, second] = [template.render(scope), template.render(scope)];
  expect(first).toBe(second);
  expect(first.ok && Object.isFrozen(first.value)).toBe(true);
});

test("static parts of a template are shared, and the template's own value stays", () => {
  const value = { fixed: { deep: [1] }, moving: "{{ task.attempt }}" };
  const rendered = compileTemplate(value).render(scope);
  expect(rendered.ok && (rendered.value as { fixed: JsonValue }).fixed).toBe(value.fixed);
  expect(value.moving).toBe("{{ task.attempt }}");
});

test("keys that other languages take for the prototype stay keys", () => {
  const rendered = compileTemplate(withOwn("__proto__", { x: "{{ exports.n }}" })).render(scope);
  expect(JSON.stringify(rendered)).toBe('{"ok":true,"value":{"__proto__":{"x":1}}}');
});

test("what templates give is bounded", () => {
  const long = scopeWith({ inputs: { long: "x".repeat(1_000_000) } });
  const many = Array.from({ length: 50 }, () => "{{ inputs.long }}");
  expect(compileTemplate(many).render(long)).toMatchObject({
    ok: false,
    message: "what the templates give is too large",
  });
  expect(compileTemplate(many.join("")).render(long)).toMatchObject({ ok: false });
});

describe("templateExpressions", () => {
  test("visits every expression with its place", () => {
    const seen: unknown[] = [];
    const value = { a: "x {{ exports.n }} {{ bad( }}", b: ["plain", "{{ '}}' }}"], c: "open {{ 1" };
    templateExpressions(value, (parsed, path, offset) =>
      seen.push([parsed.ok, path, offset, parsed.ok ? parsed.expression.text : ""]),
    );
    expect(seen).toEqual([
      [true, ["a"], 4, " exports.n "],
      [false, ["a"], 20, ""],
      [true, ["b", 1], 2, " '}}' "],
      [false, ["c"], 5, ""],
    ]);
  });
});

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<JsonValue>;

test("a value without {{ renders to itself", () => {
  fc.assert(
    fc.property(json, (value) => {
      fc.pre(!JSON.stringify(value).includes("{{"));
      expect(compileTemplate(value).render(scope)).toEqual({ ok: true, value });
    }),
  );
});

test("any text can be written as a literal within a template", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, text) => {
      fc.pre(!before.includes("{{") && !before.endsWith("{"));
      const rendered = compileTemplate(`${before}{{ ${JSON.stringify(text)} }}!`).render(scope);
      expect(rendered).toEqual({ ok: true, value: `${before}${text}!` });
    }),
  );
});

test("the parts of a string are the string", () => {
  const piece = fc.constantFrom("{{", "}}", "{", "}", "'", '"', "a", " ", "\\", "'''");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join("");
      const split = splitTemplate(text);
      let joined = split.parts.map((part) => (part.kind === "text" ? part.text : `{{${part.text}}}`)).join("");
      if (!split.ok) joined += text.slice(split.offset);
      expect(joined).toBe(text);
      for (const part of split.parts) expect(text.slice(part.offset, part.offset + part.text.length)).toBe(part.text);
    }),
  );
});
