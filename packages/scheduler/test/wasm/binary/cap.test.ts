import { beforeAll, describe, expect, test } from "vitest";
import { capBytes, plainBytes } from "../support/capped.ts";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import type { ComponentCaps } from "../../../src/wasm/binary/types.ts";
import { SAMPLES, wasm } from "../support/wat.ts";
import { print } from "@bytecodealliance/jco-transpile/wasm-tools";

const PAGE = 65_536;
const caps = (pages: number, elements = 100): ComponentCaps => ({
  maxMemoryBytes: pages * PAGE,
  maxTableElements: elements,
});

async function capped(text: string, given: ComponentCaps): Promise<string> {
  const result = capBytes(await wasm(text), given);
  return result.ok ? print(result.bytes) : expect.fail(result.refusal.message);
}

/** Definitions of memories and tables as the text format shows them. */
const definitions = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim().replaceAll(/\(;\d+;\) /g, ""))
    .filter((line) => /^\((memory|table) \d|^\((memory|table) i64/.test(line));

describe("maximums", () => {
  test.each<[string, string, ComponentCaps, string[]]>([
    ["none is added", "(memory 1)", caps(4), ["(memory 1 4)"]],
    ["a larger one is lowered", "(memory 1 100)", caps(4), ["(memory 1 4)"]],
    ["a smaller one stays", "(memory 1 2)", caps(4), ["(memory 1 2)"]],
    ["a part of a page is none", "(memory 1)", { maxMemoryBytes: 2.9 * PAGE, maxTableElements: 0 }, ["(memory 1 2)"]],
    ["one that cannot grow", "(memory 4)", caps(4), ["(memory 4 4)"]],
    ["no budget and nothing at the start", "(memory 0)", caps(0), ["(memory 0 0)"]],
    ["several share", "(memory 1) (memory 1)", caps(10), ["(memory 1 5)", "(memory 1 5)"]],
    ["a memory of 64 bits", "(memory i64 1)", caps(4), ["(memory i64 1 4)"]],
    ["a memory of 64 bits that may be huge", "(memory i64 1 281474976710656)", caps(4), ["(memory i64 1 4)"]],
    ["more than there can be", "(memory 1)", caps(1e9), ["(memory 1 65536)"]],
    ["a budget without end", "(memory 1)", caps(Infinity, Infinity), ["(memory 1 65536)"]],
    ["a table", "(table 2 funcref)", caps(0, 10), ["(table 2 10 funcref)"]],
    ["a table of externs", "(table 2 20 externref)", caps(0, 10), ["(table 2 10 externref)"]],
    ["a table of 64 bits", "(table i64 2 funcref)", caps(0, 10), ["(table i64 2 10 funcref)"]],
    [
      "a table whose elements begin with something",
      "(func $f) (elem declare func $f) (type $t (func)) (table 2 (ref null $t) (ref.func $f))",
      caps(0, 10),
      ["(table 2 10 (ref null 0) ref.func 0)"],
    ],
    [
      "tables share",
      "(table 1 funcref) (table 3 funcref)",
      caps(0, 10),
      ["(table 1 3 funcref)", "(table 3 7 funcref)"],
    ],
  ])("%s", async (_name, module, given, expected) => {
    expect(
      definitions(await capped(`(component (core module $m ${module}) (core instance (instantiate $m)))`, given)).map(
        (line) => line.slice(0, -1),
      ),
    ).toEqual(expected.map((line) => line.slice(0, -1)));
  });

  test("modules at every depth, as often as they come into being", async () => {
    const made = "(core module $m (memory 1)) (core instance (instantiate $m))";
    const text = `(component ${made}
      (component $twice ${made} (core instance (instantiate $m)))
      (instance (instantiate $twice)) (instance (instantiate $twice)))`;
    // One of its own, and four times the nested one.
    expect(definitions(await capped(text, caps(10)))).toEqual(["(memory 1 2)", "(memory 1 2)"]);
  });

  test("imports keep their limits", async () => {
    const text = await capped(SAMPLES["linked"] ?? "", caps(4, 4));
    expect(text).toContain('(import "env" "memory" (memory (;0;) 1 20))');
    expect(definitions(text)).toEqual(["(table 4 4 funcref)", "(memory 2 4)"]);
  });
});

describe("what begins beyond a cap", () => {
  test.each<[string, string, ComponentCaps, object]>([
    ["a memory", "(memory 5)", caps(4), { limit: "memory", atLeast: 5 * PAGE }],
    ["two memories", "(memory 3) (memory 2)", caps(4), { limit: "memory", atLeast: 5 * PAGE }],
    [
      "a memory of more bytes than there are",
      "(memory i64 281474976710656)",
      caps(4),
      { limit: "memory", atLeast: 2 ** 64 },
    ],
    ["a table", "(table 11 funcref)", caps(4, 10), { limit: "tables", atLeast: 11 }],
  ])("%s", async (_name, module, given, needs) => {
    const bytes = await wasm(`(component (core module $m ${module}) (core instance (instantiate $m)))`);
    expect(capBytes(bytes, given)).toMatchObject({ ok: false, refusal: { code: "component-over-limit", needs } });
  });

  test("a small memory that comes into being often", async () => {
    const text = `(component (core module $m (memory 1)) ${"(core instance (instantiate $m))".repeat(5)})`;
    const result = capBytes(await wasm(text), caps(4));
    expect(result).toEqual({
      ok: false,
      refusal: {
        code: "component-over-limit",
        message: "It begins with 327680 bytes of memory; its limit for memory is 262144.",
        needs: { limit: "memory", atLeast: 5 * PAGE },
      },
    });
  });

  test("it is refused as it is when read", async () => {
    const bytes = await wasm(`(component (core module (import "'" "f" (func))))`);
    const read = readComponent(bytes);
    expect(read.ok).toBe(false);
    expect(capBytes(bytes, caps(4))).toEqual(read);
    expect(plainBytes(bytes)).toEqual(read);
  });
});

describe.each(Object.entries(SAMPLES))("the sample %s", (_name, text) => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await wasm(text);
  });

  test("keeps all but custom sections when nothing is capped", async () => {
    const plain = plainBytes(bytes);
    if (!plain.ok) return expect.fail(plain.refusal.message);
    expect(nameless(await print(plain.bytes))).toEqual(nameless(await print(bytes)));
    expect(plainBytes(plain.bytes)).toMatchObject({ bytes: plain.bytes });
  });

  test("caps to the same when it is capped again", () => {
    const once = capBytes(bytes, caps(20));
    if (!once.ok) return expect.fail(once.refusal.message);
    expect(capBytes(once.bytes, caps(20))).toMatchObject({ ok: true, bytes: once.bytes });
  });
});

/** Lines of the text format without custom sections; names and numbers are the same to it, since names are in such sections. */
function nameless(printed: string): string[] {
  return printed
    .replaceAll(/^ *\(@dylink\.0\n[^]*?\n *\)\n/gm, "")
    .split("\n")
    .filter((line) => !/^\s*\(@/.test(line))
    .map((line) => line.replaceAll(/\$[\w.#-]+ (?=\(;)/g, "").replaceAll(/\$[\w.#-]+|(?<=[ ;])\d+(?=[ );]|$)/g, "_"));
}
