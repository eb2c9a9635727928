/** Components by hand, for what no toolchain would write. */
import { afterEach, expect, test, vi } from "vitest";
import { guardLifting } from "../../../src/wasm/wasi/lifting.ts";
import { GuestExit, WasiTrap } from "../../../src/wasm/wasi/ports.ts";
import { fromText } from "./component.ts";

let restore: () => void = () => {};
afterEach(() => restore());

const TIMEOUT = { timeout: 60_000 };

/** A component whose core function `run` has `body`; `imports` are component types, `lower` names what it calls. */
function component(
  imports: string,
  lower: readonly (readonly [name: string, path: string, type: string])[],
  body: string,
): string {
  return `(component ${imports}
    (core module $shared (memory (export "memory") 40) (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 8))
    (core instance $s (instantiate $shared))
    (alias core export $s "memory" (core memory $memory))
    (alias core export $s "realloc" (core func $realloc))
    ${lower.map(([name, path]) => `(core func $${name} (canon lower (func ${path}) (memory $memory) (realloc $realloc)))`).join("\n")}
    (core module $main
      (import "h" "memory" (memory 1))
      ${lower.map(([name, , type]) => `(import "h" "${name}" (func $${name} ${type}))`).join("\n")}
      (func (export "run") (result i32) (local $i i32) ${body}))
    (core instance $i (instantiate $main (with "h" (instance (export "memory" (memory $memory))
      ${lower.map(([name]) => `(export "${name}" (func $${name}))`).join("\n")}))))
    (func (export "run") (result u32) (canon lift (core func $i "run"))))`;
}

const POLL = `(import "wasi:io/poll@0.2.12" (instance $poll
  (export "pollable" (type $p (sub resource)))
  (export "[method]pollable.ready" (func (param "self" (borrow $p)) (result bool)))))`;
const READY = ["ready", `$poll "[method]pollable.ready"`, "(param i32) (result i32)"] as const;

test.each([0, 1, 7, -1, 0x7fff_ffff, -0x8000_0000])(
  "the handle %d, made up, stands for nothing",
  TIMEOUT,
  async (handle) => {
    const { run, ports } = (await fromText(component(POLL, [READY], `(call $ready (i32.const ${handle}))`)))();
    expect(run).toThrow(/a handle of pollable stands for nothing/);
    expect(ports.traps).toHaveLength(1);
  },
);

test("a guest that catches its exit has ended all the same", TIMEOUT, async () => {
  const imports = `(import "wasi:cli/exit@0.2.12" (instance $exit (export "exit" (func (param "status" (result))))))
    (import "wasi:random/random@0.2.12" (instance $random (export "get-random-u64" (func (result u64)))))`;
  const lower = [
    ["exit", `$exit "exit"`, "(param i32)"],
    ["random", `$random "get-random-u64"`, "(result i64)"],
  ] as const;
  const caught = "(block $caught (try_table (catch_all $caught) (call $exit (i32.const 0))))";
  // What comes out is the transpiled code's own error, since the call was over already: the port knows why.
  for (const [after, message] of [
    ["", /already resolved/],
    ["(drop (call $random))", /ended itself by exit/],
  ] as const) {
    const { run, ports } = (await fromText(component(imports, lower, `${caught} ${after} (i32.const 42)`)))();
    expect(run).toThrow(message);
    expect(ports.traps).toEqual([new GuestExit(true)]);
  }
});

test("a list that hands over the same bytes a thousand times is refused before it is copied", TIMEOUT, async () => {
  const imports = `(import "wasi:http/types@0.2.12" (instance $http
    (export "fields" (type $f (sub resource)))
    (type $e (variant (case "invalid-syntax") (case "forbidden") (case "immutable")))
    (export "header-error" (type $he (eq $e)))
    (export "[static]fields.from-list"
      (func (param "entries" (list (tuple string (list u8)))) (result (result (own $f) (error $he)))))))`;
  const body = `(loop $next
      (i32.store offset=1036 (local.get $i) (i32.const 2000000))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 16000))))
    (call $from (i32.const 1024) (i32.const 1000) (i32.const 0))
    (i32.const 1)`;
  const lower = [["from", `$http "[static]fields.from-list"`, "(param i32 i32 i32)"]] as const;
  const instance = await fromText(component(imports, lower, body));
  restore = guardLifting(16 * 1024 * 1024);
  const before = process.memoryUsage().arrayBuffers;
  expect(instance().run).toThrow(WasiTrap);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
});

const declared: [string, string, readonly [string, string, string], string, RegExp][] = [
  [
    "a function with other parameters",
    `(import "wasi:random/random@0.2.12" (instance $x (export "get-random-bytes" (func (param "len" bool)))))`,
    ["x", `$x "get-random-bytes"`, "(param i32)"],
    "(call $x (i32.const 1))",
    /declares it with boolean/,
  ],
  [
    "a constructor that there is not",
    `(import "wasi:io/streams@0.2.12" (instance $x (export "input-stream" (type $t (sub resource)))
      (export "[constructor]input-stream" (func (param "a" u32) (result (own $t))))))`,
    ["x", `$x "[constructor]input-stream"`, "(param i32) (result i32)"],
    "(drop (call $x (i32.const 1)))",
    /input-stream has no constructor/,
  ],
  [
    "a method that every object has",
    `(import "wasi:io/poll@0.2.12" (instance $x (export "pollable" (type $t (sub resource)))
      (export "[method]pollable.value-of" (func (param "self" (borrow $t)) (result (own $t))))))`,
    ["x", `$x "[method]pollable.value-of"`, "(param i32) (result i32)"],
    "(drop (call $x (i32.const 1)))",
    /valueOf is not a function/,
  ],
  [
    "a static that every function has",
    `(import "wasi:http/types@0.2.12" (instance $x (export "fields" (type $t (sub resource)))
      (export "[static]fields.bind" (func (result u32)))))`,
    ["x", `$x "[static]fields.bind"`, "(result i32)"],
    "(drop (call $x))",
    /bind is not a function/,
  ],
  [
    "a function that every object has",
    `(import "wasi:io/poll@0.2.12" (instance $x (export "to-string" (func (result u32)))))`,
    ["x", `$x "to-string"`, "(result i32)"],
    "(drop (call $x))",
    /undefined instance import 'toString'/,
  ],
];
test.each(declared)(
  "a guest that declares %s gets nothing by it",
  TIMEOUT,
  async (_, imports, lower, body, message) => {
    const instance = await fromText(component(imports, [lower], `${body} (i32.const 1)`));
    // The transpiled code complains there about a function that is not in the import object.
    const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(() => instance().run()).toThrow(message);
    complaints.mockRestore();
  },
);
