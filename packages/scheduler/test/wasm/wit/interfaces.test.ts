/** The WIT of interfaces, printed from the binary: what is written, made a component and printed again is the same text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { componentEmbed, componentNew, componentWit } from "@bytecodealliance/jco-transpile/wasm-tools";
import { describe, expect, test } from "vitest";
import { interfacesOf } from "../../../src/wasm/wit/interfaces.ts";
import { wasm } from "../support/wat.ts";

const EXAMPLES = join(import.meta.dirname, "../../../../../examples/components");

/** A component of this WIT, whose code does nothing. */
async function componentOf(wit: string): Promise<Uint8Array> {
  const core = await componentEmbed({ witSource: wit, dummy: true });
  return componentNew(core, []);
}

/** The interface `things` of the package `acme:host`, imported by a world. */
const imported = (body: string): string =>
  `package acme:host@1.2.3 {\n  interface things {\n${body.replace(/^(?=.)/gm, "    ")}  }\n}\n`;

const FORMS: readonly (readonly [name: string, body: string])[] = [
  ["functions", "none: func();\n\nsome: func(a: bool, b: char) -> string;\n"],
  ["numbers", "all: func(a: u8, b: s8, c: u16, d: s16, e: u32, f: s32, g: u64, h: s64, i: f32, j: f64);\n"],
  ["a record", "record point {\n  x: f64,\n  y: f64,\n}\n\nmove: func(by: point) -> point;\n"],
  ["names that are keywords", "record %record {\n  %from: string,\n  %list: u8,\n}\n\n%use: func(%type: %record);\n"],
  [
    "a variant",
    "variant shape {\n  none,\n  circle(f64),\n  path(list<tuple<f64, f64>>),\n}\n\ndraw: func(it: shape);\n",
  ],
  ["an enum", "enum level {\n  debug,\n  info,\n}\n\nlog: func(at: level);\n"],
  ["flags", "flags rights {\n  read,\n  write,\n}\n\nmay: func() -> rights;\n"],
  ["an alias", "type json = string;\n\nparse: func(text: json) -> option<json>;\n"],
  ["an alias of an alias", "type a = list<u8>;\n\ntype b = a;\n\ncopy: func(it: b) -> a;\n"],
  [
    "results",
    "all: func() -> result<u8, string>;\n\nfirst: func() -> result<u8>;\n\nsecond: func() -> result<_, string>;\n\nneither: func() -> result;\n",
  ],
  [
    "a resource with all kinds of members",
    "resource file {\n  constructor(name: string);\n  read: func(most: u32) -> list<u8>;\n  open: static func(name: string) -> result<file, string>;\n}\n\nmerge: func(a: file, b: borrow<file>) -> file;\n",
  ],
  ["a resource without members", "resource token;\n\nissue: func() -> token;\n"],
  ["a constructor that may fail", "resource file {\n  constructor(name: string) -> result<file, string>;\n}\n"],
];

describe.each(["import", "export"])("of a component that %ss it", (how) => {
  test.each(FORMS)("%s", async (_name, body) => {
    const wit = imported(body);
    const bytes = await componentOf(`package acme:root;\nworld guest { ${how} acme:host/things@1.2.3; }\n${wit}`);
    expect(interfacesOf(bytes)).toBe(wit);
  });
});

describe("several interfaces", () => {
  test("use types of each other, under the same and under other names, from their package and from another", async () => {
    const wit = `package acme:host@1.0.0 {
  interface types {
    record point {
      x: f64,
    }

    type json = string;
  }

  interface shapes {
    use types.{point, json as text};

    draw: func(at: point) -> text;
  }
}

package acme:other {
  interface more {
    use acme:host/types@1.0.0.{point};

    find: func() -> option<point>;
  }
}
`;
    const root = "package acme:root;\nworld guest { import acme:host/shapes@1.0.0; export acme:other/more; }\n";
    expect(interfacesOf(await componentOf(root + wit))).toBe(wit);
  });

  test("one that is imported and exported stands there once", async () => {
    const wit = imported("record point {\n  x: f64,\n}\n\nmove: func(by: point) -> point;\n");
    const root = "package acme:root;\nworld guest { import acme:host/things@1.2.3; export acme:host/things@1.2.3; }\n";
    expect(interfacesOf(await componentOf(root + wit))).toBe(wit);
  });

  test("what is no interface of a package is of the world, which is printed elsewhere", async () => {
    const root = "package acme:root;\nworld guest { import log: func(text: string); export go: func(); }\n";
    expect(interfacesOf(await componentOf(root))).toBe("");
  });
});

describe.each(["wat/echo.wasm", "c/stats.wasm", "ts-quickjs/readings.wasm"])("of %s", (file) => {
  test("is WIT, and of the contract", async () => {
    const bytes = new Uint8Array(readFileSync(join(EXAMPLES, file)));
    const text = interfacesOf(bytes);
    expect(text).toContain(
      "    execute-action: func(action: action, context: action-context) -> result<action-outcome, string>;\n",
    );
    // The component of QuickJS exports a function besides, so worlds are not compared.
    const again = await componentOf(`${await componentWit(bytes)}\n${text}`);
    expect(interfacesOf(again)).toBe(text);
  });
});

describe("what cannot be written down is said in a comment", () => {
  const doubling = Array.from({ length: 30 }, (_, index) => `(type (tuple ${index} ${index}))`).join("");
  const nesting = Array.from({ length: 200 }, (_, index) => `(type (option ${index}))`).join("");
  const instance = (types: string, last: number): string =>
    `(component (import "a:b/c" (instance (type (tuple u8)) ${types}
      (type (func (param "it" ${last}))) (export "f" (func (type ${last + 1}))))))`;

  test.each([
    ["a tuple of tuples of tuples", instance(doubling, 30), "too large"],
    ["an option of an option of an option", instance(nesting, 200), "too large"],
    [
      "a record without a name",
      instance('(type (record (field "x" u8)))', 1),
      "a type without a name, of the kind record",
    ],
    [
      "an instance that holds itself",
      '(component (type (instance (alias outer 1 0 (type)) (export "x" (instance (type 0))))) (import "a:b/c" (instance (type 0))))',
      "does not exist",
    ],
    [
      "a member of no resource",
      '(component (import "a:b/c" (instance (export "[method]r.f" (func)))))',
      "a member of no resource",
    ],
    [
      "a definition of another kind",
      "(component (core func (canon waitable-set.new)))",
      "Unknown canonical definition 0x1f",
    ],
  ])("%s", async (_name, text, why) => {
    const said = interfacesOf(await wasm(text));
    expect(said).toMatch(/^\/\/ Its interfaces are not shown: .*\n$/);
    expect(said).toContain(why);
  });
});
