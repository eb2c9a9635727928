/** Which names pass the gate, in every place that a component has for one. */
import { beforeAll, describe, expect, test } from "vitest";
import { readComponent } from "../../../src/wasm/binary/read.ts";
import { watString, wasm } from "../support/wat.ts";

type Place = (name: string) => string;

/** Places for names of core modules. */
const CORE: Readonly<Record<string, Place>> = {
  "module of an import": (name) => `(component (core module (import ${name} "f" (func))))`,
  "field of an import": (name) => `(component (core module (import "m" ${name} (func))))`,
  "imported memory": (name) => `(component (core module (import "m" ${name} (memory 1))))`,
  "imported global": (name) => `(component (core module (import "m" ${name} (global (mut i64)))))`,
  "imported table": (name) => `(component (core module (import "m" ${name} (table 1 externref))))`,
  export: (name) => `(component (core module (func (export ${name}))))`,
  "argument of an instantiation": (name) =>
    `(component (core module $m) (core instance $i (instantiate $m)) (core instance (instantiate $m (with ${name} (instance $i)))))`,
  "export of an inline instance": (name) =>
    `(component (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (core func $f (alias core export $i "f"))
      (core instance (export ${name} (func $f))))`,
  alias: (name) =>
    `(component (core module $m) (core instance $i (instantiate $m)) (core func (alias core export $i ${name})))`,
  "module in a nested component": (name) =>
    `(component (component (component (core module (import ${name} "f" (func))))))`,
};

/** Places for names of components' imports and exports. */
const EXTERN: Readonly<Record<string, Place>> = {
  import: (name) => `(component (import ${name} (func)))`,
  "imported instance": (name) => `(component (import ${name} (instance)))`,
  export: (name) => `(component (import "f" (func $f)) (export ${name} (func $f)))`,
  "export of an imported instance": (name) => `(component (import "i" (instance (export ${name} (func)))))`,
  "export of an instance type": (name) => `(component (type (instance (export ${name} (func)))))`,
  "import of a component type": (name) => `(component (type (component (import ${name} (func)))))`,
  "type within a type": (name) =>
    `(component (type (component (type (instance (type (instance (export ${name} (func)))))))))`,
  alias: (name) => `(component (import "i" (instance $i)) (alias export $i ${name} (func)))`,
  "alias in a type": (name) =>
    `(component (type (component (import "i" (instance $i)) (alias export $i ${name} (type)))))`,
  "argument of an instantiation": (name) =>
    `(component (component $c) (import "f" (func $f)) (instance (instantiate $c (with ${name} (func $f)))))`,
  "export of an inline instance": (name) => `(component (import "f" (func $f)) (instance (export ${name} (func $f))))`,
  "import of a nested component": (name) => `(component (component (component (import ${name} (func)))))`,
};

/** Places for fields and their like. */
const LABEL: Readonly<Record<string, Place>> = {
  parameter: (name) => `(component (type (func (param ${name} u32))))`,
  field: (name) => `(component (type (record (field ${name} u32))))`,
  case: (name) => `(component (type (variant (case ${name} u32))))`,
  flag: (name) => `(component (type (flags ${name})))`,
  "value of an enum": (name) => `(component (type (enum ${name})))`,
  "field in a type": (name) => `(component (type (instance (type (record (field "a" u32) (field ${name} u32))))))`,
  "second case": (name) => `(component (type (variant (case "a") (case ${name}))))`,
};

async function verdict(text: string): Promise<string> {
  const read = readComponent(await wasm(text));
  return read.ok ? "ok" : read.refusal.code;
}

const HOSTILE: Readonly<Record<string, string>> = {
  "a single quote": "']; process.exit(1); ['",
  "a double quote": '"); process.exit(1); ("',
  "a backquote": "a`b",
  "a backslash": "a\\",
  "an escape": "\\x27",
  "a hole of a template": "${process.exit(1)}",
  "the beginning of a comment": "a/*b",
  "the end of a comment": "a*/b",
  "a line comment": "a//b",
  "a comment of HTML": "<!--",
  "an end of a comment of HTML": "-->",
  "a line feed": "a\nb",
  "a carriage return": "a\rb",
  "a tab": "a\tb",
  "a NUL": "a\0b",
  "an escape character": "a\u001b[31m",
  DEL: "a\u007f",
  "a line separator": "a\u2028b",
  "a paragraph separator": "a\u2029b",
  "a right-to-left override": "a\u202eb",
  "a letter beyond ASCII": "é",
  "a prototype": "__proto__",
  "all of a namespace": "*",
  "5000 bytes": "a".repeat(5000),
};

describe.each(Object.entries({ ...CORE, ...EXTERN, ...LABEL }))("%s", (_place, place) => {
  test.each(Object.entries(HOSTILE))("%s is refused", async (_name, name) => {
    expect(await verdict(place(watString(name)))).toBe("component-unsafe");
  });
});

/** The text format refuses these itself, so they are put into the binary. */
const INVALID: Readonly<Record<string, readonly number[]>> = {
  "a byte that begins nothing": [0xff],
  "half a character": [0xe2, 0x80],
  "an encoded surrogate": [0xed, 0xa0, 0x80],
  "a quote in two bytes": [0xc0, 0xa7],
};

describe("bytes that are no text", () => {
  test.each(Object.entries(INVALID))("%s is refused everywhere", async (_name, invalid) => {
    const stand = "q".repeat(8);
    for (const place of Object.values({ ...CORE, ...EXTERN, ...LABEL })) {
      const bytes = Buffer.from(await wasm(place(watString(stand))));
      bytes.set(invalid, bytes.indexOf(stand));
      expect(readComponent(bytes)).toMatchObject({ ok: false, refusal: { code: "component-unsafe" } });
    }
  });
});

describe("names of core modules that toolchains write", () => {
  test.each([
    "",
    "env",
    "memory",
    "0",
    "$imports",
    "__indirect_function_table",
    "wasi_snapshot_preview1",
    "[method]action-context.log",
    "[resource-drop]x",
    "[export]scheduler:executor/context@0.1.0",
    "[async-lower][method]a.b",
    "[task-return]run",
    "[stream-new-0]f",
    "[implements=<a:b/c>]x",
    "cabi_post_scheduler:executor/component-api@0.1.0#execute-action",
    "scheduler:executor/component-api@0.1.0#execute-action",
    "cm32p2|wasi:io/poll@0.2|[method]pollable.block_post",
    "cm32p2||init",
    "GOT.mem",
    "GOT.func",
    "wasm_rt:libcall",
    "_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE",
    "_ZNSt3__212basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEE6appendEPKc",
    "_RNvCs1234_7mycrate3foo",
    "main.(*T).Method",
    "runtime.alloc",
    "go:itab.*main.T,main.I",
    "~lib/rt/itcms/__new",
    "Array<i32>#__get",
    "operator new(unsigned long)",
    "augments",
    "mem1 I32Load",
    "constructor",
    "toString",
  ])("%j", async (name) => {
    for (const place of Object.values(CORE)) expect(await verdict(place(watString(name)))).toBe("ok");
  });
});

describe("names of imports and exports", () => {
  test.each([
    "run",
    "run-scenario-with",
    "a1-2b-3",
    "HTTP-get",
    "[constructor]store",
    "[method]action-context.log",
    "[static]store.all",
    "[async]run",
    "[async method]store.wait",
    "wasi:io/poll@0.2.12",
    "wasi:http/types@0.3.0-rc-2026-03-15",
    "acme:deep/a/b@1.0.0+build.5",
    "scheduler:executor/context",
    "acme:pkg",
    "wasi:cli/run@0.2",
    "to-string",
    "value-of",
    "has-own-property",
  ])("%s is let through", async (name) => {
    for (const place of Object.values(EXTERN)) expect(await verdict(place(watString(name)))).toBe("ok");
  });

  test.each([
    ["no kebab-case", "getThing"],
    ["an empty name", ""],
    ["a space", "a b"],
    ["a dot too many", "[method]a.b.c"],
    ["an unknown kind", "[getter]a.b"],
    ["a hyphen at the end", "a-"],
    ["an address", "url=<https://example.com/x.wasm>"],
    ["a locked dependency", "locked-dep=<a:b@1.0.0>"],
    ["an unlocked dependency", "unlocked-dep=<a:b>"],
    ["a version that is none", "a:b/c@x"],
    ["a method that is the constructor", "[method]store.constructor"],
    ["a static function that makes code of text", "[static]store.constructor"],
    ["a prototype", "[static]store.prototype"],
    ["the global object", "webidl:dom/window"],
  ])("%s is refused", async (_why, name) => {
    for (const place of Object.values(EXTERN)) expect(await verdict(place(watString(name)))).toBe("component-unsafe");
  });
});

test("what every object in JavaScript has is no name of anything but a type", async () => {
  const { "alias in a type": type = () => "", ...others } = EXTERN;
  for (const name of ["constructor", "prototype"]) {
    for (const place of Object.values(others)) expect(await verdict(place(watString(name)))).toBe("component-unsafe");
    expect(await verdict(type(watString(name)))).toBe("ok");
    // As componentize-py writes it.
    const exported = `(component (type (instance (type (enum "a")) (export ${watString(name)} (type (eq 0))))))`;
    expect(await verdict(exported)).toBe("ok");
  }
});

describe("names of fields", () => {
  test.each(["call", "some-name", "constructor", "then", "to-json", "length", "IP", "a-1"])(
    "%s is let through",
    async (name) => {
      for (const place of Object.values(LABEL)) expect(await verdict(place(watString(name)))).toBe("ok");
    },
  );

  test.each(["", "a.b", "[method]a", "a:b", "A-b_c", "1st"])("%j is refused", async (name) => {
    for (const place of Object.values(LABEL)) expect(await verdict(place(watString(name)))).toBe("component-unsafe");
  });
});

test("a message shows a crafted name harmlessly, and not all of a long one", async () => {
  const read = readComponent(await wasm(CORE["export"]?.(watString(`\u001b]0;x\u0007'${"y".repeat(200)}`)) ?? ""));
  expect(read).toEqual({
    ok: false,
    refusal: {
      code: "component-unsafe",
      message: `The name "\\x1b]0;x\\x07'${"y".repeat(53)}…" is not allowed: it holds something else than printable ASCII.`,
    },
  });
});

describe("time", () => {
  let slow: Uint8Array;
  beforeAll(async () => {
    const names = ["a-1", "a-a1", "A-1", "a1"].flatMap((word) =>
      [":", "/", ".", "-", "@1-"].map((end) => `${word.repeat(1)}${end}`),
    );
    const crafted = names.map((name) => `(export ${watString(name.repeat(500 / name.length))} (func))`);
    slow = await wasm(`(component (type (instance ${crafted.join(" ")})))`);
  });

  test("a name that nearly matches is refused as fast as any", () => {
    const started = performance.now();
    expect(readComponent(slow).ok).toBe(false);
    for (const word of ["-1", "-a1", "-1a", "-A", "1", ":a", "/a", ".1", "-"]) {
      const name = `a${word.repeat(Math.floor(500 / word.length))}!`;
      const type = [0x42, 1, 0x04, 0x00, 0x80 | (name.length & 0x7f), name.length >> 7, ...Buffer.from(name), 0x01, 0];
      const header = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
      const size = type.length + 1;
      const bytes = Uint8Array.from([...header, 7, 0x80 | (size & 0x7f), size >> 7, 1, ...type]);
      expect(readComponent(bytes)).toMatchObject({ ok: false, refusal: { code: "component-unsafe" } });
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
