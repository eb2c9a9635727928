/**
 * Action components made for one test: the canonical ABI of `action-component@0.1.0` around bodies in the text format.
 *
 * Memory: 0x10 answers, 0x1000 texts, then the heap, which is empty again after each call.
 */
import { createHash, hash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { componentEmbed, componentNew, parse } from "@bytecodealliance/jco-transpile/wasm-tools";
// @boundaries-ignore The workspace assembles its WIT in one place.
import { assembleWit } from "../../../../../scripts/wit/assemble.ts";
import { Cache } from "../../../src/wasm/transpile/cache.ts";
import { KEPT } from "./kept.ts";
import { watString } from "./wat.ts";

export interface GuestParts {
  /** Interfaces that it imports beside its context: `wasi:cli/environment@0.2.12`. */
  readonly imports?: readonly string[];
  /** What its world exports besides, in WIT: `export things: interface { … }`. */
  readonly exports?: string;
  /** Functions that it declares the resource of its context to have, in WIT, beside those that it has. */
  readonly forged?: string;
  /** Core imports, functions and globals; imports first. */
  readonly core?: string;
  /** Definitions after all else: data, a start function. */
  readonly more?: string;
  /** Of the memory: its minimum is as large as what stands in it needs, unless this says more. In pages. */
  readonly pages?: number;
  /** Texts that stand in memory; `$NAME` and `$NAME_len` are globals. */
  readonly texts?: { readonly [name: string]: string };
  /** JSON text, or a value that becomes it. */
  readonly manifest?: unknown;
  /** Gives the address of an outcome; sees `$call`, `$call_len`, `$parameters`, `$parameters_len` and `$context`. */
  readonly execute?: string;
  /** Gives the address of a string. */
  readonly describe?: string;
  /** Both give the address of a `result<_, string>`: `(call $done)` is ok. */
  readonly init?: string;
  readonly release?: string;
}

/** What a guest offers unless it says otherwise: one call, `guest.go`, with any parameters. */
export const MANIFEST = {
  name: "guest",
  version: "1.0.0",
  description: "Made for a test.",
  calls: { go: { description: "Does it.", parameters: { type: "object" } } },
} as const;

const built = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** The bytes of a guest; the same parts are built once. */
export function guest(parts: GuestParts = {}): Promise<Uint8Array<ArrayBuffer>> {
  const key = JSON.stringify(parts);
  let bytes = built.get(key);
  if (bytes === undefined) built.set(key, (bytes = build(parts)));
  return bytes;
}

async function build(parts: GuestParts): Promise<Uint8Array<ArrayBuffer>> {
  const { imports = [], exports = "", forged = "" } = parts;
  const text = guestText(parts);
  const key = hash("sha256", `${CONTRACT} ${imports.join()} ${exports} ${forged} ${text}`);
  const kept = await KEPT_GUESTS.read(key);
  if (kept !== undefined) return Uint8Array.from(kept);
  const bytes = await componentOf(await parse(text), imports, { exports, forged });
  await KEPT_GUESTS.write(key, [bytes]);
  return bytes;
}

const WIT = join(import.meta.dirname, "../../../../../wit");
/** All that the contract says: it is part of what a guest is. */
const CONTRACT = hash(
  "sha256",
  readdirSync(WIT, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".wit"))
    .sort()
    .map((name) => readFileSync(join(WIT, name), "utf8"))
    .join("\n"),
);
const KEPT_GUESTS = new Cache(join(KEPT, "guests"));

type MoreWit = Pick<GuestParts, "exports" | "forged">;

/** A core module as a component that imports the context and `imports`. */
export async function componentOf(
  core: Uint8Array,
  imports: readonly string[],
  more: MoreWit = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const embedded = await componentEmbed({ binary: core, witPath: await witFolder(imports, more), world: "guest" });
  return Uint8Array.from(await componentNew(embedded));
}

const folders = new Map<string, Promise<string>>();

/** The world that a guest is embedded in, and below it all that it refers to. */
function witFolder(imports: readonly string[], more: MoreWit): Promise<string> {
  const key = createHash("sha256")
    .update(`${imports.join()} ${JSON.stringify(more)}`)
    .digest("hex")
    .slice(0, 16);
  let folder = folders.get(key);
  if (folder === undefined) folders.set(key, (folder = assemble(imports, more)));
  return folder;
}

const OWN = "scheduler:actions-http/";

async function assemble(imports: readonly string[], { exports = "", forged = "" }: MoreWit): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), "scheduler-guest-wit-"));
  process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
  // The one package that may refer to all others.
  const folder = await assembleWit("actions-http", temporary);
  if (forged !== "") {
    const file = await contextFile(folder);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(RESOURCE, `${RESOURCE}\n${forged}`));
  }
  const names = ["scheduler:executor/context@0.1.0", ...imports].map((name) =>
    name.startsWith(OWN) ? name.slice(OWN.length, name.indexOf("@")) : name,
  );
  const lines = [
    "world guest {",
    ...names.map((name) => `  import ${name};`),
    "  export scheduler:executor/component-api@0.1.0;",
    "  export scheduler:executor/lifecycle@0.1.0;",
    exports,
    "}",
    "",
  ];
  await writeFile(join(folder, "guest.wit"), lines.join("\n"));
  return folder;
}

const RESOURCE = "resource action-context {";

async function contextFile(folder: string): Promise<string> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith(".wit") && (await readFile(join(folder, name), "utf8")).includes(RESOURCE))
      return join(folder, name);
  }
  throw new Error("The WIT of the context is not there.");
}

const PAGE = 65_536;
const TEXTS = 0x1000;

/** The core module of a guest, in the text format. */
export function guestText(parts: GuestParts): string {
  const { manifest = MANIFEST, core = "", more = "", pages = 1 } = parts;
  const texts = {
    "no-call": "unknown-call",
    ...parts.texts,
    manifest: typeof manifest === "string" ? manifest : JSON.stringify(manifest),
  };
  let at = TEXTS;
  const placed = Object.entries(texts).map(([name, text]) => {
    const bytes = Buffer.from(text);
    const address = at;
    at += bytes.length;
    return `  (global $${name} i32 (i32.const ${address})) (global $${name}_len i32 (i32.const ${bytes.length}))
  (data (i32.const ${address}) ${watString(bytes)})`;
  });
  const heap = (at + 15) & ~15;
  const minimum = Math.max(pages, Math.ceil((heap + 1) / PAGE));
  const {
    execute = "(call $succeed (local.get $parameters) (local.get $parameters_len))",
    describe = "(call $string (global.get $manifest) (global.get $manifest_len))",
    init = "(call $done)",
    release = "(call $done)",
  } = parts;
  return `(module
  (import "scheduler:executor/context@0.1.0" "[resource-drop]action-context" (func $drop_context (param i32)))
${core.includes("(import") ? core : ""}
  (memory (export "memory") ${minimum})
  (global $heap (mut i32) (i32.const ${heap}))
${placed.join("\n")}
${core.includes("(import") ? "" : core}
  (func $alloc (export "cabi_realloc") (param $old i32) (param $old_len i32) (param $align i32) (param $len i32) (result i32)
    (local $at i32) (local $missing i32)
    (local.set $at (i32.and
      (i32.add (global.get $heap) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
    (global.set $heap (i32.add (local.get $at) (local.get $len)))
    (local.set $missing (i32.sub
      (i32.add (i32.shr_u (global.get $heap) (i32.const 16)) (i32.const 1)) (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then (if (i32.lt_s (memory.grow (local.get $missing)) (i32.const 0)) (then unreachable))))
    (memory.copy (local.get $at) (local.get $old) (local.get $old_len))
    (local.get $at))
  ;; A string that a function gives.
  (func $string (param $text i32) (param $len i32) (result i32)
    (i32.store (i32.const 0x90) (local.get $text))
    (i32.store (i32.const 0x94) (local.get $len))
    (i32.const 0x90))
  ;; result<_, string>
  (func $done (result i32)
    (i32.store8 (i32.const 0xa0) (i32.const 0))
    (i32.const 0xa0))
  (func $refuse (param $text i32) (param $len i32) (result i32)
    (i32.store8 (i32.const 0xa0) (i32.const 1))
    (i32.store (i32.const 0xa4) (local.get $text))
    (i32.store (i32.const 0xa8) (local.get $len))
    (i32.const 0xa0))
  ;; result<action-outcome, string>: a success with an output, a failure with a code that is its message too, an err.
  (func $succeed (param $text i32) (param $len i32) (result i32)
    (memory.fill (i32.const 0x10) (i32.const 0) (i32.const 96))
    (i32.store8 (i32.const 0x28) (i32.const 1))
    (i32.store (i32.const 0x2c) (local.get $text))
    (i32.store (i32.const 0x30) (local.get $len))
    (i32.const 0x10))
  (func $fail (param $text i32) (param $len i32) (result i32)
    (memory.fill (i32.const 0x10) (i32.const 0) (i32.const 96))
    (i32.store8 (i32.const 0x18) (i32.const 1))
    (i32.store8 (i32.const 0x38) (i32.const 1))
    (i32.store (i32.const 0x40) (local.get $text))
    (i32.store (i32.const 0x44) (local.get $len))
    (i32.store (i32.const 0x48) (local.get $text))
    (i32.store (i32.const 0x4c) (local.get $len))
    (i32.const 0x10))
  (func $err (param $text i32) (param $len i32) (result i32)
    (i32.store8 (i32.const 0x10) (i32.const 1))
    (i32.store (i32.const 0x18) (local.get $text))
    (i32.store (i32.const 0x1c) (local.get $len))
    (i32.const 0x10))
  (func (export "scheduler:executor/component-api@0.1.0#execute-action")
    (param $id i32) (param $id_len i32) (param $call i32) (param $call_len i32)
    (param $parameters i32) (param $parameters_len i32) (param $context i32) (result i32)
    (local $a i32) (local $b i32) (local $n i32)
    ${execute})
  (func (export "cabi_post_scheduler:executor/component-api@0.1.0#execute-action") (param i32)
    (global.set $heap (i32.const ${heap})))
  (func (export "scheduler:executor/lifecycle@0.1.0#describe") (result i32)
    (local $a i32) (local $b i32) (local $n i32)
    ${describe})
  (func (export "scheduler:executor/lifecycle@0.1.0#init-component") (param $config i32) (param $config_len i32) (result i32)
    (local $a i32) (local $b i32) (local $n i32)
    ${init})
  (func (export "scheduler:executor/lifecycle@0.1.0#release-component") (result i32)
    (local $a i32) (local $b i32) (local $n i32)
    ${release})
${more})`;
}
