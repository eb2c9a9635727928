import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REDACTED, Redactor } from "../../src/workbook/redactor.ts";

function redactor(...secrets: string[]): Redactor {
  const made = new Redactor();
  for (const secret of secrets) made.add(secret);
  return made;
}

const SECRET = 's3cr&t "key"\n~ü';

describe("every form in which a secret may leave is replaced", () => {
  test.each([
    ["as it is", SECRET],
    ["base64", Buffer.from(SECRET).toString("base64")],
    ["base64 after one byte", Buffer.from(`:${SECRET}`).toString("base64")],
    ["base64 after two bytes, as basic authorization has it", Buffer.from(`u:${SECRET}`).toString("base64")],
    ["base64url", Buffer.from(`user:${SECRET}`).toString("base64url")],
    ["percent-encoded", encodeURIComponent(SECRET)],
    ["percent-encoded in lower case", encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ["as a form field", new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ["inside JSON text", JSON.stringify({ a: SECRET })],
    ["inside JSON text inside JSON text", JSON.stringify(JSON.stringify(SECRET))],
  ])("%s", (_name, text) => {
    const redacted = redactor(SECRET).text(`before ${text} after`);
    expect(redacted).toContain(REDACTED);
    expect(redacted.startsWith("before ")).toBe(true);
    expect(redacted.endsWith(" after")).toBe(true);
    // What base64 leaves at its two ends depends on the neighbours too; nothing else of it may stay.
    expect(redacted.replace(REDACTED, "").length).toBeLessThan("before  after".length + 14);
  });
});

test("values, keys, nested lists and numbers are looked through, and what holds no secret is the same object", () => {
  const made = redactor("hunter22", "4711");
  const clean = { a: ["x"], b: null, c: true };
  expect(made.json(clean)).toBe(clean);
  expect(made.json({ "k-hunter22": ["hunter22"], n: 4711, m: 47110 })).toEqual({
    [`k-${REDACTED}`]: [REDACTED],
    n: REDACTED,
    m: 47110,
  });
});

test("a __proto__ key stays a key", () => {
  const value = JSON.parse('{"__proto__": {"x": "hunter22"}}');
  expect(JSON.stringify(redactor("hunter22").json(value))).toBe(`{"__proto__":{"x":"${REDACTED}"}}`);
});

test("overlapping secrets are replaced as one, also where a longer one holds several finds", () => {
  expect(redactor("abcd", "cdef").text("-abcdef-")).toBe(`-${REDACTED}-`);
  expect(redactor("abcd", "ghij", "-abcd..ghij-").text("!-abcd..ghij-!")).toBe(`!${REDACTED}!`);
});

test("a very short secret is replaced only as a whole string", () => {
  const made = redactor("on");
  expect(made.text("on")).toBe(REDACTED);
  expect(made.text("one on one")).toBe("one on one");
});

test("without secrets nothing is looked at", () => {
  const value = { a: "b" };
  expect(new Redactor().active).toBe(false);
  expect(new Redactor().json(value)).toBe(value);
});

test("beyond what can be searched for, every text is replaced: nothing leaks because there were too many secrets", () => {
  const made = new Redactor();
  for (let i = 0; i < 200; i++) made.add(`${i}`.padEnd(50_000, "x"));
  expect(made.text("harmless")).toBe(REDACTED);
});

test("no text keeps a secret, wherever it stands", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 4, maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.string()),
      (secrets, between) => {
        const text = between.map((part, i) => part + (secrets[i % secrets.length] ?? "")).join("");
        const redacted = redactor(...secrets)
          .text(text)
          .replaceAll(REDACTED, "\u0000");
        return secrets.every((secret) => !redacted.includes(secret) || secret.includes("\u0000"));
      },
    ),
  );
});

test("time is in proportion to the text, not to the number of secrets", () => {
  const made = new Redactor();
  // All begin alike, which is the worst case of trying one after another.
  for (let i = 0; i < 2000; i++) made.add(`${"a".repeat(40)}${i}b`);
  const text = "a".repeat(500_000);
  const start = performance.now();
  expect(made.text(text)).toBe(text);
  expect(performance.now() - start).toBeLessThan(2000);
});
