import { parse } from "@bytecodealliance/jco-transpile/wasm-tools";

/** The binary of a component, or of a core module, in the text format. Names and types are not checked. */
export async function wasm(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await parse(text));
}

/** A string of the text format: every byte that could mean something is escaped. */
export function watString(text: string | Uint8Array): string {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return `"${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("")}"`;
}

/** Small components that between them have most of what a component can have, all valid. */
export const SAMPLES: Readonly<Record<string, string>> = {
  empty: "(component)",
  adder: `(component
    (core module $m (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))`,
  grower: `(component
    (core module $m
      (memory (export "memory") 1)
      (table (export "table") 2 funcref)
      (func (export "pages") (result i32) memory.size)
      (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
      (func (export "widen") (param i32) (result i32) ref.null func local.get 0 table.grow))
    (core instance $i (instantiate $m))
    (func (export "pages") (result s32) (canon lift (core func $i "pages")))
    (func (export "grow") (param "by" s32) (result s32) (canon lift (core func $i "grow")))
    (func (export "widen") (param "by" s32) (result s32) (canon lift (core func $i "widen"))))`,
  linked: `(component
    (core module $env (memory (export "memory") 2 10) (table (export "table") 4 4 funcref))
    (core module $lib
      (import "env" "memory" (memory 1 20))
      (import "env" "table" (table 1 funcref))
      (@custom "dylink.0" "\\01\\04\\00\\00\\00\\00")
      (data (i32.const 8) "hello")
      (func (export "first") (result i32) i32.const 8 i32.load8_u)
      (func (export "grow") (param i32) (result i32) local.get 0 memory.grow))
    (core instance $e (instantiate $env))
    (core instance $l (instantiate $lib (with "env" (instance (export "memory" (memory $e "memory")) (export "table" (table $e "table"))))))
    (func (export "first") (result u32) (canon lift (core func $l "first")))
    (func (export "grow") (param "by" s32) (result s32) (canon lift (core func $l "grow"))))`,
  typed: `(component
    (type $fields (record (field "some-name" string) (field "other" (list u8))))
    (import "acme:host/things@1.2.3" (instance $things
      (type $r (record (field "id" u32) (field "tags" (list string))))
      (export "item" (type $item (eq $r)))
      (export "store" (type $store (sub resource)))
      (type $e (enum "small" "large"))
      (export "size" (type $size (eq $e)))
      (type $v (variant (case "none") (case "some" $item) (case "big" $size)))
      (export "choice" (type $choice (eq $v)))
      (type $f (flags "read" "write"))
      (export "access" (type $access (eq $f)))
      (export "[constructor]store" (func (param "name" string) (result (own $store))))
      (export "[method]store.put" (func (param "self" (borrow $store)) (param "what" $choice) (result (result $item (error string)))))
      (export "[static]store.all" (func (result (list (tuple u32 (option $access))))))))
    (alias export $things "item" (type $item))
    (core module $m (memory (export "memory") 1) (func (export "take") (param i32 i32 i32 f32)))
    (core instance $i (instantiate $m))
    (func (export "take") (param "id" u32) (param "large" bool) (param "letter" char) (param "last" f32) (canon lift (core func $i "take"))))`,
  nested: `(component
    (component $inner
      (import "log" (func $log (param "level" u32)))
      (core module $m
        (import "host" "log" (func $log (param i32)))
        (memory 1 3)
        (func (export "run") i32.const 7 call $log))
      (core func $log (canon lower (func $log)))
      (core instance $i (instantiate $m (with "host" (instance (export "log" (func $log))))))
      (func $run (canon lift (core func $i "run")))
      (export "run" (func $run)))
    (import "log" (func $log (param "level" u32)))
    (instance $a (instantiate $inner (with "log" (func $log))))
    (instance $b (instantiate $inner (with "log" (func $log))))
    (export "first" (func $a "run"))
    (export "second" (func $b "run")))`,
};
