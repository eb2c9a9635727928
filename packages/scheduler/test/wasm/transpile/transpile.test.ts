import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import { TRANSPILER } from "../../../src/wasm/transpile/generate-options.ts";
import { transpileComponent } from "../../../src/wasm/transpile/transpile.ts";
import { witOf } from "../../../src/wasm/transpile/wit.ts";
import { plainBytes } from "../support/capped.ts";
import { instantiate, transpiled } from "../support/transpiled.ts";
import { SAMPLES, wasm, watString } from "../support/wat.ts";

const PAGE = 65_536;
const MIB = 1024 * 1024;
const TIMEOUT = { timeout: 60_000 };

const sample = (name: string): Promise<Uint8Array> => wasm(SAMPLES[name] ?? expect.fail(`no sample ${name}`));

async function refusalOf(bytes: Uint8Array, timeoutMs?: number) {
  const plain = plainBytes(bytes);
  if (!plain.ok) return plain.refusal;
  const result = await transpileComponent(plain, {
    cacheFolder: null,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  return result.ok ? expect.fail("it was transpiled") : result.refusal;
}

describe("a component runs as it did", TIMEOUT, () => {
  test("a function", async () => {
    const made = await transpiled(await sample("adder"));
    expect(made).toMatchObject({ imports: [], exports: [{ name: "add", kind: "function" }], cached: false });
    const { add } = await instantiate(made);
    expect(add?.(2, 3)).toBe(5);
  });

  test("memories and tables that modules share", async () => {
    const { first, grow } = await instantiate(await transpiled(await sample("linked")));
    expect(first?.()).toBe("h".charCodeAt(0));
    expect(grow?.(8)).toBe(2);
    // Its own maximum, which is lower than the cap.
    expect(grow?.(1)).toBe(-1);
  });

  test("components in it, each with its own instance", async () => {
    const made = await transpiled(await sample("nested"));
    expect(made.imports).toEqual(["log"]);
    const levels: unknown[] = [];
    const { first, second } = await instantiate(made, { log: { default: (level: unknown) => levels.push(level) } });
    first?.();
    second?.();
    expect(levels).toEqual([7, 7]);
  });

  test("the same content again, under the same key", async () => {
    const [once, again] = [await transpiled(await sample("typed")), await transpiled(await sample("typed"))];
    expect(again).toEqual(once);
    expect(once.imports).toEqual(["acme:host/things"]);
    expect((await transpiled(await sample("adder"))).key).not.toBe(once.key);
  });
});

describe("names that every object in JavaScript has are harmless as names of types, fields and cases", TIMEOUT, () => {
  /** Calls the imported `take`, whose result is in memory at 16, with its own parameter. */
  const around = (things: string, aliases: string, parameter: string, main: string): string => `(component
    (import "acme:host/things@1.0.0" (instance $things ${things}))
    ${aliases}
    (core module $shared (memory (export "memory") 1))
    (core instance $s (instantiate $shared))
    (alias core export $s "memory" (core memory $memory))
    ${main}
    (core instance $i (instantiate $main (with "h" (instance
      (export "memory" (memory $memory)) (export "take" (func $take)) (export "make" (func $make))))))
    (func (export "run") ${parameter} (result u32) (canon lift (core func $i "run"))))`;

  test("an enum, a record, their cases and fields", async () => {
    const text = around(
      `(type $e (enum "constructor" "prototype" "to-string")) (export "constructor" (type $c (eq $e)))
       (type $r (record (field "constructor" u32) (field "prototype" $c))) (export "prototype" (type $p (eq $r)))
       (export "take" (func (param "constructor" $c) (result $p)))`,
      `(alias export $things "constructor" (type $c)) (alias export $things "take" (func $takes))`,
      `(param "prototype" $c)`,
      `(core func $take (canon lower (func $takes) (memory $memory)))
       (core func $make (canon lower (func $takes) (memory $memory)))
       (core module $main (import "h" "memory" (memory 1)) (import "h" "take" (func $take (param i32 i32)))
         (func (export "run") (param i32) (result i32) (call $take (local.get 0) (i32.const 16))
           (i32.add (i32.load (i32.const 16)) (i32.load8_u (i32.const 20)))))`,
    );
    const given: unknown[] = [];
    const take = (value: unknown): object => {
      given.push(value);
      return { constructor: 5, prototype: "to-string" };
    };
    const { run } = await instantiate(await transpiled(await wasm(text)), { "acme:host/things": { take } });
    expect([run?.("constructor"), run?.("prototype")]).toEqual([7, 7]);
    expect(given).toEqual(["constructor", "prototype"]);
    expect(() => run?.("valueOf")).toThrow(TypeError);
  });

  test.each([
    ["constructor", "Constructor"],
    ["prototype", "Prototype"],
  ])("a resource called %s", async (name, inJavaScript) => {
    const text = around(
      `(export "${name}" (type $t (sub resource)))
       (export "make" (func (result (own $t)))) (export "[method]${name}.take" (func (param "self" (borrow $t)) (result u32)))`,
      `(alias export $things "make" (func $makes)) (alias export $things "[method]${name}.take" (func $takes))`,
      "",
      `(core func $take (canon lower (func $takes))) (core func $make (canon lower (func $makes)))
       (core module $main (import "h" "make" (func $make (result i32))) (import "h" "take" (func $take (param i32) (result i32)))
         (func (export "run") (result i32) (call $take (call $make))))`,
    );
    class Thing {
      take(): number {
        return 9;
      }
    }
    const things = { [inJavaScript]: Thing, make: () => new Thing() };
    const { run } = await instantiate(await transpiled(await wasm(text)), { "acme:host/things": things });
    expect(run?.()).toBe(9);
  });
});

describe("a cap holds when it runs", TIMEOUT, () => {
  test.each([1, 7, 100])("growth without end, by %i pages at a time", async (step) => {
    const made = await transpiled(await sample("grower"), { maxMemoryBytes: 16 * MIB, maxTableElements: 100 });
    const { grow, pages } = await instantiate(made);
    const before = process.memoryUsage().arrayBuffers;
    for (let times = 0; times < 1000; times++) grow?.(step);
    expect(grow?.(step)).toBe(-1);
    expect(Number(pages?.()) * PAGE).toBeGreaterThan(16 * MIB - step * PAGE);
    expect(Number(pages?.()) * PAGE).toBeLessThanOrEqual(16 * MIB);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(20 * MIB);
  });

  test("a table", async () => {
    const made = await transpiled(await sample("grower"), { maxMemoryBytes: 16 * MIB, maxTableElements: 100 });
    const { widen } = await instantiate(made);
    expect(widen?.(98)).toBe(2);
    expect(widen?.(1)).toBe(-1);
  });
});

describe("refusals are values", TIMEOUT, () => {
  test("what is not read does not reach the transpiler", async () => {
    const crafted = await wasm(`(component (core module (import ${watString("'+process.exit(9)+'")} "f" (func))))`);
    const read = readComponent(crafted);
    expect({ ok: false, refusal: await refusalOf(crafted) }).toEqual(read);
  });

  test("names in custom sections do not reach it either", async () => {
    const crafted = `'+process.exit(9)+'\u2028`;
    const text = `(component
      (@custom ${watString(crafted)} "x")
      (core module $m (@custom ${watString(crafted)} "x") (@custom "name" ${watString(`\0\x1a\x19${crafted}`)}) (func (export "f")))
      (core instance $i (instantiate $m))
      (func (export "f") (canon lift (core func $i "f"))))`;
    const made = await transpiled(await wasm(text));
    expect(made.source).not.toContain("process.exit");
    for (const module of made.modules.values()) expect(Buffer.from(module).includes("process.exit")).toBe(false);
  });

  test.each<[string, string]>([
    ["code that is not valid", `(component (core module (func (export "f") (result i32) i64.const 1)))`],
    [
      "an import of another type than what is given",
      `(component
      (core module $a (func (export "f")))
      (core module $b (import "a" "f" (func (param i32))))
      (core instance $a (instantiate $a))
      (core instance (instantiate $b (with "a" (instance $a)))))`,
    ],
    ["a number that stands for nothing", `(component (export "f" (func 9)))`],
    ["two imports of one name", `(component (import "a" (func)) (import "a" (func)))`],
  ])("%s", async (_name, text) => {
    const refusal = await refusalOf(await wasm(text));
    expect(refusal).toMatchObject({
      code: "component-malformed",
      message: expect.stringMatching(/^It cannot be transpiled: ./),
      cause: expect.any(Error),
    });
  });

  test("the transpiler is unharmed by a component that it fails on", async () => {
    await refusalOf(await wasm(`(component (core module (func (export "f") (result i32))))`));
    expect((await transpiled(await sample("adder"))).exports).toHaveLength(1);
  });

  test("time", async () => {
    const refusal = await refusalOf(await sample("adder"), 1);
    expect(refusal).toEqual({ code: "component-too-large", message: "It takes longer than 1 ms to transpile." });
  });

  test("types that unfold to more than there is room for", async () => {
    const doubled = Array.from(
      { length: 40 },
      (_, level) => `(type $t${level + 1} (tuple $t${level} $t${level}))`,
    ).join(" ");
    const text = `(component (type $t0 (tuple u8 u8)) ${doubled} (import "f" (func (param "a" $t40))))`;
    expect((await refusalOf(await wasm(text))).code).toMatch(/^component-(malformed|too-large)$/);
  });
});

describe("odd names that are let through", TIMEOUT, () => {
  const ODD = [
    "",
    "$imports",
    "a b",
    "x;y",
    "{}",
    "()=>1",
    "class",
    "import",
    "constructor",
    "toString",
    "<a>&b",
    "0",
    "%s",
    "#!",
  ];

  test("they stay names", async () => {
    const exports = ODD.map((name) => `(func (export ${watString(name)}) (result i32) i32.const ${name.length})`);
    const imports = ODD.map((name) => `(import ${watString(name)} ${watString(name)} (func (result i32)))`);
    const sum = ODD.map((_, at) => `call ${at} i32.add`).join(" ");
    const given = ODD.map((name) => `(with ${watString(name)} (instance $i))`);
    const text = `(component
      (core module $m ${exports.join(" ")})
      (core instance $i (instantiate $m))
      (core module $n ${imports.join(" ")} (func (export "sum") (result i32) i32.const 0 ${sum}))
      (core instance $n (instantiate $n ${given.join(" ")}))
      (func (export "sum") (result s32) (canon lift (core func $n "sum"))))`;
    const { sum: total } = await instantiate(await transpiled(await wasm(text)));
    expect(total?.()).toBe(ODD.reduce((all, name) => all + name.length, 0));
  });

  test("names of JavaScript as names of a component's functions", async () => {
    const names = ["eval", "fetch", "process", "require", "import", "to-string", "object", "class", "await"];
    const functions = names.map(
      (name, at) => `(func (export "${name}") (result u32) (canon lift (core func $i "f${at}")))`,
    );
    const core = names.map((_, at) => `(func (export "f${at}") (result i32) i32.const ${at})`);
    const text = `(component (core module $m ${core.join(" ")}) (core instance $i (instantiate $m)) ${functions.join(" ")})`;
    const made = await transpiled(await wasm(text));
    const exports = await instantiate(made);
    for (const [at, { name }] of made.exports.entries()) expect([at, typeof exports[name]]).toEqual([at, "function"]);
    expect(exports["fetch"]?.()).toBe(1);
  });
});

test("fields named as words of JavaScript", TIMEOUT, async () => {
  const text = `(component
    (import "host" (instance $host
      (type $r (record (field "export" u32) (field "import" u32) (field "default" u32) (field "constructor" u32)))
      (export "words" (type $words (eq $r)))))
    (alias export $host "words" (type $words))
    (core module $m (func (export "sum") (param i32 i32 i32 i32) (result i32)
      local.get 0 local.get 1 local.get 2 local.get 3 i32.add i32.add i32.add))
    (core instance $i (instantiate $m))
    (func (export "sum") (param "of" $words) (result u32) (canon lift (core func $i "sum"))))`;
  const { sum } = await instantiate(await transpiled(await wasm(text)), { host: {} });
  expect(sum?.({ export: 1, import: 2, default: 3, constructor: 4 })).toBe(10);
});

describe("WIT", TIMEOUT, () => {
  test("of a component", async () => {
    const result = await witOf(await sample("typed"));
    if (!result.ok) return expect.fail(result.refusal.message);
    expect(result.wit).toContain("import acme:host/things@1.2.3;");
    expect(result.wit).toContain("export take: func(id: u32, large: bool, letter: char, last: f32);");
  });

  test("of something else", async () => {
    expect(await witOf(Buffer.from("(component)"))).toMatchObject({
      ok: false,
      refusal: { code: "component-malformed" },
    });
  });
});

test("the version in the key is the one that is installed", () => {
  const manifest = JSON.parse(
    readFileSync(
      new URL("../../../node_modules/@bytecodealliance/jco-transpile/package.json", import.meta.url),
      "utf8",
    ),
  );
  expect(TRANSPILER).toBe(`jco-transpile ${manifest.version}`);
});
