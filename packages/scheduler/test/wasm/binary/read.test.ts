import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { BINARY_LIMITS, type BinaryLimits } from "../../../src/wasm/binary/limits.ts";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import { SAMPLES, wasm } from "../support/wat.ts";

const samples = new Map<string, Uint8Array>();

beforeAll(async () => {
  for (const [name, text] of Object.entries(SAMPLES)) samples.set(name, await wasm(text));
});

const sample = (name: string): Uint8Array => samples.get(name) ?? expect.fail(`no sample ${name}`);

function factsOf(bytes: Uint8Array) {
  const read = readComponent(bytes);
  return read.ok ? read.facts : expect.fail(read.refusal.message);
}

function refusalOf(bytes: Uint8Array, limits: Partial<BinaryLimits> = {}) {
  const read = readComponent(bytes, { ...BINARY_LIMITS, ...limits });
  return read.ok ? expect.fail("it was read") : read.refusal;
}

describe("facts", () => {
  test("imports and exports of the outermost component, with their kinds", () => {
    expect(factsOf(sample("typed"))).toMatchObject({
      imports: [{ name: "acme:host/things@1.2.3", kind: "instance" }],
      exports: [{ name: "take", kind: "func" }],
    });
    expect(factsOf(sample("nested"))).toMatchObject({
      imports: [{ name: "log", kind: "func" }],
      exports: [
        { name: "first", kind: "func" },
        { name: "second", kind: "func" },
      ],
      modules: 1,
      components: 1,
    });
  });

  test("memories and tables, as often as they come into being", () => {
    expect(factsOf(sample("grower"))).toMatchObject({
      memories: { count: 1, minimum: 65_536, maximum: undefined },
      tables: { count: 1, minimum: 2, maximum: undefined },
    });
    expect(factsOf(sample("nested")).memories).toEqual({ count: 2, minimum: 2 * 65_536, maximum: 6 * 65_536 });
    expect(factsOf(sample("linked"))).toMatchObject({
      memories: { count: 1, minimum: 2 * 65_536, maximum: 10 * 65_536 },
      tables: { count: 1, minimum: 4, maximum: 4 },
    });
    expect(factsOf(sample("empty"))).toEqual({
      sizeBytes: 8,
      imports: [],
      exports: [],
      modules: 0,
      components: 0,
      memories: { count: 0, minimum: 0, maximum: 0 },
      tables: { count: 0, minimum: 0, maximum: 0 },
    });
  });

  test("a real transpiler, which is a component's core modules and more", () => {
    const module = readFileSync(
      new URL("../../../node_modules/@bytecodealliance/jco-transpile/vendor/wasm-tools.core.wasm", import.meta.url),
    );
    expect(refusalOf(module)).toEqual({
      code: "component-malformed",
      message: expect.stringContaining("wasm-tools component new"),
    });
  });
});

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const HEADER = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];

describe("malformed", () => {
  test.each<[string, Uint8Array]>([
    ["nothing", bytes()],
    ["text", Buffer.from("(component)")],
    ["half a header", bytes(...HEADER.slice(0, 5))],
    ["a version of its own", bytes(...HEADER.slice(0, 4), 0x0e, 0, 1, 0)],
    ["a section that does not exist", bytes(...HEADER, 99, 1, 0)],
    ["a section beyond the end", bytes(...HEADER, 7, 100, 0)],
    ["a size without an end", bytes(...HEADER, 7, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00)],
    ["a size of more than 32 bits", bytes(...HEADER, 7, 0xff, 0xff, 0xff, 0xff, 0x7f)],
    ["more items than bytes", bytes(...HEADER, 7, 5, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ["a section that goes on", bytes(...HEADER, 7, 3, 1, 0x7f, 0x7f)],
    ["a type of no known form", bytes(...HEADER, 7, 2, 1, 0x30)],
    ["values, which nobody uses", bytes(...HEADER, 12, 1, 0)],
    ["a module that is none", bytes(...HEADER, 1, 8, ...HEADER)],
    ["a component that is a module", bytes(...HEADER, 4, 8, 0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)],
    ["an instance of a module that does not exist", bytes(...HEADER, 2, 4, 1, 0, 0, 0)],
    ["an instance of a component that does not exist", bytes(...HEADER, 5, 4, 1, 0, 0, 0)],
    ["an outer module of no outer component", bytes(...HEADER, 6, 6, 1, 0, 0x11, 2, 9, 0)],
  ])("%s", (_name, given) => {
    expect(refusalOf(given).code).toBe("component-malformed");
  });

  test("every beginning of a component that is not all of it", () => {
    for (const whole of samples.values()) {
      const accepted = Array.from({ length: whole.length }, (_, end) => readComponent(whole.subarray(0, end)).ok);
      // Between two sections a component may end; the transpiler then says what is missing.
      expect(accepted.filter(Boolean).length).toBeLessThan(20);
    }
  });
});

describe("limits", () => {
  test.each<[string, string, Partial<BinaryLimits>, string]>([
    ["bytes", "adder", { bytes: 100 }, "at most 100"],
    ["nesting", "nested", { depth: 0 }, "deeper than 0"],
    ["modules", "linked", { modules: 1 }, "more than 1 core modules"],
    ["components", "nested", { components: 0 }, "more than 0 components"],
    ["instances", "nested", { instances: 3 }, "more than 3 instances"],
    ["memories and tables", "grower", { definitions: 1 }, "more than 1 memories and tables"],
    ["names", "typed", { names: 20 }, "more than 20 names"],
  ])("%s", (_name, of, limits, message) => {
    expect(refusalOf(sample(of), limits)).toEqual({
      code: "component-too-large",
      message: expect.stringContaining(message),
    });
    expect(readComponent(sample(of)).ok).toBe(true);
  });

  test("instances that multiply are counted, not made", async () => {
    let text = `(component $c0 (core module $m (memory 1)) ${"(core instance (instantiate $m))".repeat(10)})`;
    for (let level = 1; level <= 8; level++) {
      text += `(component $c${level} (alias outer 1 $c${level - 1} (component $x)) ${"(instance (instantiate $x))".repeat(10)})`;
    }
    const started = performance.now();
    expect(refusalOf(await wasm(`(component ${text} (instance (instantiate $c8)))`))).toEqual({
      code: "component-too-large",
      message: expect.stringContaining("instances"),
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("types within types", async () => {
    const type = `${"(type (component ".repeat(30)}${"))".repeat(30)}`;
    expect(refusalOf(await wasm(`(component ${type})`))).toMatchObject({
      code: "component-too-large",
      message: "Its types are nested too deeply.",
    });
  });
});

describe("kinds that are not run", () => {
  test.each<[string, string]>([
    ["a shared memory", `(component (core module (memory 1 2 shared)))`],
    ["an imported shared memory", `(component (core module (import "a" "b" (memory 1 2 shared))))`],
    ["an imported module", `(component (core type $t (module)) (import "m" (core module (type $t))))`],
    ["an imported component", `(component (import "c" (component)))`],
    ["an exported module", `(component (core module $m) (export "m" (core module $m)))`],
    ["an exported component", `(component (component $c) (export "c" (component $c)))`],
    [
      "a module taken out of an instance",
      `(component (component $c (core module $m) (export "m" (core module $m)))
        (instance $i (instantiate $c)) (alias export $i "m" (core module $x)) (core instance (instantiate $x)))`,
    ],
  ])("%s", async (_name, text) => {
    expect(refusalOf(await wasm(text)).code).toBe("component-unsupported");
  });
});
