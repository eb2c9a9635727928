import { print } from "@bytecodealliance/jco-transpile/wasm-tools";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interruptible } from "../../../src/wasm/binary/interruptible.ts";
import { wasm } from "../support/wat.ts";

/** V8's own word on whether it is a module. */
const engine: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: object } } =
  Object(Reflect.get(globalThis, "WebAssembly"));

async function made(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const result = interruptible(await wasm(text));
  return result.ok ? result.bytes : expect.fail(result.refusal.message);
}

function callsOf(bytes: Uint8Array): { [name: string]: (...given: number[]) => number } {
  return { ...new engine.Instance(new engine.Module(bytes)).exports } as ReturnType<typeof callsOf>;
}

describe("every instruction is read to its end", () => {
  // Each stands between two fills: were it read too short or too long, the second would not be found.
  const around = (body: string, more = ""): string =>
    `(module (memory $m 1) (memory $n 1) (table $t 2 funcref) (tag $e (param i32)) (data $d "abc") (elem $s func $f) (elem declare func $v)
      (type $void (func)) (func $v) ${more}
      (func $f (param $i i32) (param $l i64) (param $d f64) (local $x v128) (local (ref null $void))
        (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)) ${body} (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))`;

  test.each<[string, string, number]>([
    [
      "numbers",
      "(drop (i32.const -2147483648)) (drop (i64.const -9223372036854775808)) (drop (f32.const 1.5)) (drop (f64.const -0x1p-1074))",
      0,
    ],
    [
      "blocks with types",
      "(drop (block (result i32) (i32.const 1))) (drop (loop (result (ref null $void)) (ref.null $void))) (i32.const 1) (block (param i32) (drop))",
      0,
    ],
    ["branches", "(block $a (block $b (br_table $a $b $a $b $b (local.get $i))) (br_if $a (local.get $i)) (br $a))", 0],
    [
      "loads and stores",
      "(i64.store offset=4294967295 align=1 (i32.const 0) (i64.load32_u $n offset=70000 (i32.const 0)))",
      0,
    ],
    [
      "selects",
      "(drop (select (result f64) (local.get $d) (local.get $d) (local.get $i))) (drop (select (local.get $i) (local.get $i) (local.get $i)))",
      0,
    ],
    [
      "references",
      "(drop (ref.is_null (ref.func $v))) (call_ref $void (ref.as_non_null (ref.func $v))) (block $n (br_on_null $n (ref.null $void)) (drop))",
      0,
    ],
    ["indirect calls", "(call_indirect $t (type $void) (i32.const 0))", 0],
    [
      "tables",
      "(table.set $t (i32.const 0) (table.get $t (i32.const 1))) (drop (table.size $t)) (elem.drop $s) (data.drop $d)",
      0,
    ],
    ["saturating truncations", "(drop (i32.trunc_sat_f64_u (local.get $d))) (drop (i64.extend32_s (local.get $l)))", 0],
    [
      "exceptions",
      "(block $h (result i32) (try_table (catch $e $h) (throw $e (i32.const 1))) (i32.const 2)) (drop)",
      0,
    ],
    [
      "exceptions that are caught whole",
      "(block $h (result i32 exnref) (try_table (catch_ref $e $h) (nop)) (return)) (throw_ref)",
      0,
    ],
    ["exceptions that are all caught", "(block $h (try_table (result) (catch_all $h) (nop)))", 0],
    [
      "vectors",
      "(local.set $x (v128.const i64x2 -1 0x1011fc0b)) (local.set $x (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x))) (drop (i16x8.extract_lane_u 7 (local.get $x))) (local.set $x (v128.load8_lane offset=300 3 (i32.const 0) (local.get $x))) (drop (f64x2.convert_low_i32x4_u (local.get $x)))",
      0,
    ],
    [
      "relaxed vectors",
      "(drop (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $x) (local.get $x) (local.get $x))) (drop (i8x16.relaxed_swizzle (local.get $x) (local.get $x)))",
      0,
    ],
    [
      "atomics",
      "(atomic.fence) (drop (i64.atomic.rmw32.cmpxchg_u offset=8 (i32.const 0) (i64.const 0) (i64.const 0))) (drop (memory.atomic.notify (i32.const 0) (i32.const 0)))",
      0,
    ],
    [
      "casts",
      "(drop (ref.i31 (i32.const 1))) (drop (ref.test (ref i31) (ref.i31 (i32.const 1)))) (block $c (result (ref i31)) (br_on_cast $c anyref (ref i31) (ref.i31 (i32.const 1))) (unreachable)) (drop)",
      0,
    ],
    ["memory.grow", "(drop (memory.grow (i32.const 0)))", 1],
    [
      "memory.init and memory.copy",
      "(memory.init $n $d (i32.const 0) (i32.const 0) (i32.const 0)) (memory.copy $n $m (i32.const 0) (i32.const 0) (i32.const 0))",
      2,
    ],
    [
      "long instructions of tables",
      "(table.init $t $s (i32.const 0) (i32.const 0) (i32.const 0)) (table.copy $t $t (i32.const 0) (i32.const 0) (i32.const 0)) (table.fill $t (i32.const 0) (ref.null func) (i32.const 0)) (drop (table.grow $t (ref.null func) (i32.const 0)))",
      4,
    ],
    ["a tail call", "(if (local.get $i) (then (return_call $v)))", 1],
    ["an indirect tail call", "(if (local.get $i) (then (return_call_indirect (type $void) (i32.const 0))))", 1],
    ["a tail call by reference", "(if (local.get $i) (then (return_call_ref $void (ref.func $v))))", 1],
  ])("%s", async (_, body, long) => {
    const before = await wasm(around(body));
    expect(() => new engine.Module(before)).not.toThrow();
    const after = await made(around(body));
    expect(() => new engine.Module(after)).not.toThrow();
    const text = await print(after);
    const look = Math.max(...[...text.matchAll(/\(func (?:\S+ )?\(;(\d+);\)/g)].map(([, index]) => Number(index)));
    expect([...text.matchAll(new RegExp(`^ *call ${look}$`, "gm"))].length).toBe(2 + long);
  });

  test("old exceptions", async () => {
    // The text format knows them no more: try, catch, delegate, rethrow, catch_all.
    const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 13, 3, 1, 0, 0];
    const body = [0, 6, 0x40, 6, 0x40, 0x18, 0, 7, 0, 9, 0, 0x19, 0x0b, 0x41, 0, 0x40, 0, 0x1a, 0x0b];
    const module = Uint8Array.from([...bytes, 10, body.length + 2, 1, body.length, ...body]);
    const result = interruptible(module);
    if (!result.ok) return expect.fail(result.refusal.message);
    expect(() => new engine.Module(module)).not.toThrow();
    expect(() => new engine.Module(result.bytes)).not.toThrow();
    expect(result.bytes.length).toBeGreaterThan(module.length);
  });
});

describe("what a module does is the same", () => {
  test("with and without globals, imports, and results on the stack", async () => {
    const text = (globals: string): string => `(module (memory (export "memory") 1) ${globals}
      (func $sum (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "fill") (param i32 i32) (result i32)
        (memory.fill (i32.const 8) (local.get 0) (i32.const 4))
        (local.get 1) (i32.load8_u (i32.const 11)) (memory.copy (i32.const 12) (i32.const 8) (i32.const 4))
        (i32.load8_u (i32.const 15)) (i32.add) (return_call $sum)))`;
    for (const globals of ["", '(global $a (export "a") (mut i32) (i32.const 5)) (global i64 (i64.const 1))']) {
      const { fill } = callsOf(await made(text(globals)));
      expect([fill?.(3, 4), fill?.(200, 1)]).toEqual([10, 401]);
    }
  });

  test("a module without such instructions is as it was", async () => {
    const bytes = await wasm('(module (func (export "f") (loop (nop))))');
    expect(interruptible(bytes)).toEqual({ ok: true, bytes });
  });
});

describe("what cannot be read is refused", () => {
  const module = (...body: number[]): Uint8Array<ArrayBuffer> =>
    Uint8Array.from([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      4,
      1,
      0x60,
      0,
      0,
      3,
      2,
      1,
      0,
      10,
      body.length + 2,
      1,
      body.length,
      ...body,
    ]);
  test.each<[string, number[], string]>([
    ["an instruction that there is not", [0, 0x27, 0x0b], "component-unsupported"],
    ["one of stack switching", [0, 0xe0, 0, 0x0b], "component-unsupported"],
    ["one that makes an array", [0, 0xfb, 0x07, 0, 0x0b], "component-unsupported"],
    ["one beyond the bulk operations", [0, 0xfc, 0x13, 0x0b], "component-unsupported"],
    ["a vector beyond the relaxed ones", [0, 0xfd, 0x94, 2, 0x0b], "component-unsupported"],
    ["a clause that there is not", [0, 0x1f, 0x40, 1, 9, 0, 0x0b, 0x0b], "component-unsupported"],
    ["a function that ends within an instruction", [0, 0x41, 0x80], "component-malformed"],
    ["more branches than there are bytes", [0, 0x0e, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x0b], "component-malformed"],
  ])("%s", (_, body, code) => {
    expect(interruptible(module(...body))).toMatchObject({ ok: false, refusal: { code } });
  });

  test("bytes at random end with a value", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
        if (body.length > 100) return;
        interruptible(module(...body));
      }),
    );
  });
});

test("a module with many functions of many instructions takes time in proportion", async () => {
  const bytes = await wasm(
    `(module (memory 1) ${"(func (param i32) (drop (i32.load offset=300 (i32.add (local.get 0) (i32.const 7)))))".repeat(200_000)})`,
  );
  interruptible(bytes);
  const started = performance.now();
  expect(interruptible(bytes).ok).toBe(true);
  expect(performance.now() - started).toBeLessThan(1000);
});
