import { expect, test } from "vitest";
import { KNOWN_WASI, knownWasi } from "../../../src/wasm/wasi/known.ts";
import { createWasi } from "../../../src/wasm/wasi/wasi.ts";
import { recordingPorts } from "./ports.ts";
import { readWasiWit } from "./wit.ts";

const wit = await readWasiWit();

/** What nobody imports: a guest exports it. */
const EXPORTED_BY_GUESTS = ["wasi:cli/run"];

type Made = Record<string, unknown> & { prototype: Record<string, unknown> };

function made(name: string): Record<string, unknown> {
  return createWasi(recordingPorts(), [name])[name] as Record<string, unknown>;
}

test("every interface of WASI 0.2.12 has its class, and no other has one", () => {
  expect([...KNOWN_WASI.keys(), ...EXPORTED_BY_GUESTS].sort()).toEqual([...wit.keys()].sort());
  expect(wit.size).toBeGreaterThan(30);
});

test.each([...KNOWN_WASI.keys()])("%s has exactly the functions and resources of its WIT", (name) => {
  const { functions, resources } = wit.get(name)!;
  const object = made(name);
  expect(Object.keys(object).sort()).toEqual([...functions, ...resources.keys()].sort());
  for (const each of functions) expect(object[each]).toBeTypeOf("function");
  for (const [resource, { methods, statics }] of resources) {
    const Class = object[resource] as Made;
    expect(Object.keys(Class.prototype).sort()).toEqual([...methods].sort());
    for (const each of methods) expect(Class.prototype[each]).toBeTypeOf("function");
    for (const each of statics) expect(Class[each]).toBeTypeOf("function");
    const own = Object.getOwnPropertyNames(Class).filter((each) => !["length", "name", "prototype"].includes(each));
    expect(own.sort()).toEqual([...statics].sort());
    expect(Class.prototype[Symbol.dispose as never]).toBeTypeOf("function");
  }
});

test("the reader of WIT finds what there is", () => {
  expect(wit.get("wasi:http/types")!.resources.get("Fields")).toEqual({
    constructor: true,
    methods: ["get", "has", "set", "delete", "append", "entries", "clone"],
    statics: ["fromList"],
  });
  expect(wit.get("wasi:sockets/network")!.resources.has("Network")).toBe(true);
  expect(wit.get("wasi:io/streams")!.resources.get("OutputStream")!.methods).toHaveLength(10);
});

test.each([...KNOWN_WASI.keys()])("%s inherits nothing that a component could name", (name) => {
  const object = made(name);
  for (const inherited of ["constructor", "valueOf", "toString", "hasOwnProperty", "bind", "call", "apply"]) {
    expect(inherited in object).toBe(false);
    for (const resource of wit.get(name)!.resources.keys()) {
      const Class = object[resource] as Made;
      expect(Class[inherited]).toBeUndefined();
      expect(Class.prototype[inherited]).toBeUndefined();
    }
  }
});

test("only what is asked for is made, once, whatever its version", () => {
  const imports = createWasi(recordingPorts(), [
    "wasi:io/poll@0.2.0",
    "wasi:io/poll@0.2.12",
    "acme:thing/x",
    "wasi:io/nothing",
  ]);
  expect(Object.keys(imports)).toEqual(["wasi:io/poll"]);
});

test.each([
  ["wasi:io/poll", "always"],
  ["wasi:io/poll@0.2.0", "always"],
  ["wasi:sockets/tcp@0.2.99", "denied"],
  ["wasi:io/poll@0.3.0", undefined],
  ["wasi:io/poll@0.2.0-rc-2023-11-10", undefined],
  ["wasi:io/poll@", undefined],
  ["wasi:config/store@0.2.0", undefined],
  ["wasi:cli/run@0.2.0", undefined],
  ["constructor", undefined],
])("knownWasi(%s) is %s", (name, known) => expect(knownWasi(name)).toBe(known));
