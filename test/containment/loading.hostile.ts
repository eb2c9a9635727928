/** Files that must not get as far as running, and components that lie about what they are. */
import { beforeEach, describe, expect, test } from "vitest";
import { guest, MANIFEST, type GuestParts } from "../../packages/scheduler/test/wasm/support/guest.ts";
import { loaderFor, tryGuest } from "../../packages/scheduler/test/wasm/support/load.ts";
import { watString, wasm } from "../../packages/scheduler/test/wasm/support/wat.ts";
import { expectWell } from "./support/attack.ts";

const marks = globalThis as { brokenOut?: boolean };
beforeEach(() => {
  delete marks.brokenOut;
});

/** What `load` refuses it with; fails where it is taken. */
async function refusalOf(bytes: Uint8Array): Promise<{ code: string; message: string }> {
  const loaded = await tryGuest(bytes, { limits: { timeout: 200 } });
  if (loaded.ok) return expect.fail("it was loaded");
  expect(marks.brokenOut).toBeUndefined();
  return loaded.refusal;
}

describe("a name that would leave a literal of JavaScript is refused before anything is made of it", () => {
  const NAMES = {
    "a single quote": "'];globalThis.brokenOut=true;['",
    "a double quote": '"];globalThis.brokenOut=true;["',
    "a backquote": "`;globalThis.brokenOut=true;`",
    "a hole of a template": "${globalThis.brokenOut=true}",
    "a backslash": "\\u0027];globalThis.brokenOut=true;//",
    "the end of a comment": "*/globalThis.brokenOut=true;/*",
    "a line feed": "\nglobalThis.brokenOut=true;\n",
    "a line separator": "\u2028globalThis.brokenOut=true;\u2028",
    "a paragraph separator": "\u2029globalThis.brokenOut=true;\u2029",
    __proto__: "__proto__",
  };
  const PLACES: { readonly [name: string]: (name: string) => string } = {
    "an import of a module": (name) => `(component (core module (import ${name} "f" (func))))`,
    "an export of a module": (name) => `(component (core module (func (export ${name}))))`,
    "a module of a nested component": (name) => `(component (component (core module (import "m" ${name} (func)))))`,
    "an export of a component": (name) => `(component (import "f" (func $f)) (export ${name} (func $f)))`,
    "a resource": (name) => `(component (import "i" (instance (export ${name} (type (sub resource))))))`,
  };
  test.each(Object.entries(PLACES))("in %s", async (_, place) => {
    for (const [kind, name] of Object.entries(NAMES)) {
      const { code } = await refusalOf(await wasm(place(watString(name))));
      expect({ kind, code }).toEqual({ kind, code: "component-unsafe" });
    }
  });
});

describe("a component is refused that", () => {
  const api = `(core module $m (func (export "f")))`;
  test.each<[string, string, string]>([
    ["is a module", `(module)`, "component-malformed"],
    ["exports nothing", "(component)", "component-unfit"],
    [
      "exports something else",
      `(component ${api} (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))`,
      "component-unfit",
    ],
  ])("%s", async (_, text, code) => {
    expect((await refusalOf(await wasm(text))).code).toBe(code);
  });

  test.each<[string, RegExp, string, string]>([
    ["is built against a later version", /0\.1\.0/g, "9.9.9", "component-version"],
    ["imports what is not known", /executor\/context/g, "executor/contexz", "component-unfit"],
  ])("%s", async (_, from, to, code) => {
    const bytes = Buffer.from((await guest()).buffer as ArrayBuffer)
      .toString("latin1")
      .replace(from, to);
    expect((await refusalOf(Buffer.from(bytes, "latin1"))).code).toBe(code);
  });

  test("has objects of the engine's own, which nothing could bound", async () => {
    const core = `(type $bytes (array (mut i64))) (type $node (struct (field (ref null $node)) (field (ref null $bytes))))`;
    expect((await refusalOf(await guest({ core }))).code).toBe("component-unsupported");
  });

  test("is cut off anywhere", { timeout: 120_000 }, async () => {
    const bytes = await guest();
    for (let at = 0; at < bytes.length; at += 97)
      expect((await refusalOf(bytes.slice(0, at))).code).toMatch(/^component-/);
  });

  test("has another hash than the scenario says", async () => {
    const loaded = await tryGuest(await guest(), { sha256: "0".repeat(64) });
    expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-changed" } });
  });
});

describe("a component that describes itself", () => {
  const nested = (depth: number): string => `{"name":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const schema = (parameters: unknown): object => ({ ...MANIFEST, calls: { go: { description: "x", parameters } } });
  test.each<[string, GuestParts]>([
    ["without end", { describe: "(loop $again (br $again)) (unreachable)" }],
    ["with a trap", { describe: "(unreachable)" }],
    ["with what is no JSON", { manifest: "{" }],
    ["with nothing", { manifest: "" }],
    ["with a list", { manifest: "[]" }],
    ["with null", { manifest: "null" }],
    ["with 100 MiB", { pages: 1700, describe: "(call $string (i32.const 0x10) (i32.const 104857600))" }],
    ["with what is nested without end", { manifest: nested(200_000) }],
    ["with a schema that is none", { manifest: schema({ type: "nothing" }) }],
    ["with a schema that refers to elsewhere", { manifest: schema({ $ref: "https://elsewhere.test/schema" }) }],
    ["with a pattern that is none", { manifest: schema({ type: "string", pattern: "(" }) }],
  ])("%s is refused", async (_, parts) => {
    const { code, message } = await refusalOf(await guest(parts));
    expect(code).toBe("manifest-invalid");
    expect(message).toContain("guest");
    await expectWell();
  });

  test("differently each time is asked once", async () => {
    const { loader, def } = loaderFor(
      await guest({
        core: "(global $asked (mut i32) (i32.const 0))",
        describe: `(if (global.get $asked) (then unreachable)) (global.set $asked (i32.const 1))
          (call $string (global.get $manifest) (global.get $manifest_len))`,
      }),
    );
    for (let i = 0; i < 3; i++) expect(await loader.describe(def)).toMatchObject({ ok: true, manifest: MANIFEST });
  });
});

test("what is granted to nobody is empty", async () => {
  const environment = "wasi:cli/environment@0.2.12";
  const preopens = "wasi:filesystem/preopens@0.2.12";
  const sockets = "wasi:sockets/tcp-create-socket@0.2.12";
  const { attack } = await import("./support/attack.ts");
  // The lengths of the lists, or whether there is a folder to be in, and the error of a socket: 1 is access-denied.
  const { trace } = await attack({
    parts: {
      imports: [environment, preopens, sockets],
      core: `(import "${environment}" "get-environment" (func $env (param i32)))
        (import "${environment}" "get-arguments" (func $args (param i32)))
        (import "${environment}" "initial-cwd" (func $cwd (param i32)))
        (import "${preopens}" "get-directories" (func $folders (param i32)))
        (import "${sockets}" "create-tcp-socket" (func $socket (param i32 i32)))`,
      texts: { denied: "denied" },
      execute: `(call $env (i32.const 0x200)) (call $args (i32.const 0x210)) (call $folders (i32.const 0x220))
        (call $cwd (i32.const 0x230)) (call $socket (i32.const 0) (i32.const 0x240))
        (if (i32.or (i32.or (i32.load (i32.const 0x204)) (i32.load (i32.const 0x214)))
                    (i32.or (i32.load (i32.const 0x224)) (i32.load8_u (i32.const 0x230)))) (then unreachable))
        (if (i32.ne (i32.load8_u (i32.const 0x244)) (i32.const 1)) (then unreachable))
        (call $fail (global.get $denied) (global.get $denied_len))`,
    },
    environment: { HOME: "/root", SECRET: "x" },
    asks: { env: ["SECRET"] },
  });
  expect(trace.error?.code).toBe("denied");
  expect(trace.error?.causes[0]).toMatchObject({
    code: "capability-denied",
    message: expect.stringContaining("sockets"),
  });
});
