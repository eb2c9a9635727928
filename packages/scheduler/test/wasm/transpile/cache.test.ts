import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Cache, cacheKey } from "../../../src/wasm/transpile/cache.ts";
import { cacheFolder } from "../../../src/wasm/transpile/cache-folder.ts";
import { transpileComponent } from "../../../src/wasm/transpile/transpile.ts";
import { plainBytes } from "../support/capped.ts";
import { SAMPLES, wasm } from "../support/wat.ts";
import { transpiled } from "../support/transpiled.ts";

const run = promisify(execFile);
const root = process.getuid?.() === 0;

let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "scheduler-cache-"));
  folder = join(base, "deep", "cache");
});
afterEach(() => rm(base, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text);
const entry = (key: string): string => join(folder, `${key}.entry`);

describe("entries", () => {
  test("are read as they were written, by another cache of the same folder too", async () => {
    const cache = new Cache(folder);
    expect(await cache.read("a")).toBeUndefined();
    expect(await cache.write("a", [bytes("one "), bytes(""), bytes("two")])).toBeUndefined();
    expect((await cache.read("a"))?.toString()).toBe("one two");
    expect((await new Cache(folder).read("a"))?.toString()).toBe("one two");
    expect(readdirSync(folder)).toEqual(["a.entry"]);
  });

  test("and their folder are this user's alone", async () => {
    await new Cache(folder).write("a", [bytes("x")]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(entry("a")).mode & 0o777).toBe(0o600);
  });

  test.each<[string, (path: string) => void]>([
    ["cut off", (path) => truncateSync(path, 40)],
    ["empty", (path) => truncateSync(path, 0)],
    ["longer", (path) => writeFileSync(path, "more", { flag: "a" })],
    ["changed", (path) => writeFileSync(path, readFileSync(path).fill(0x20, 40))],
    ["without their digest", (path) => writeFileSync(path, readFileSync(path).subarray(32))],
  ])("that are %s are absent, and can be written again", async (_name, damage) => {
    const cache = new Cache(folder);
    await cache.write("a", [bytes("something worth keeping")]);
    damage(entry("a"));
    expect(await cache.read("a")).toBeUndefined();
    await cache.write("a", [bytes("something worth keeping")]);
    expect((await cache.read("a"))?.toString()).toBe("something worth keeping");
  });

  test("are whole whatever other processes write meanwhile", { timeout: 60_000 }, async () => {
    const script = join(import.meta.dirname, "../../../src/wasm/transpile/cache.ts");
    const code = `
      import { Cache } from ${JSON.stringify(script)};
      const cache = new Cache(process.argv[1]);
      const content = Buffer.alloc(200_000, process.argv[2]);
      let damaged = 0;
      for (let times = 0; times < 30; times++) {
        await cache.write("shared", [content]);
        const read = await cache.read("shared");
        if (read === undefined || read.length !== 200_000 || read.some((byte) => byte !== read[0])) damaged += 1;
      }
      process.stdout.write(String(damaged));`;
    const writers = ["a", "b", "c"].map((letter) =>
      run(process.execPath, ["--input-type=module", "-e", code, folder, letter], {
        env: { ...process.env, NODE_NO_WARNINGS: "1" },
      }),
    );
    expect((await Promise.all(writers)).map(({ stdout }) => stdout)).toEqual(["0", "0", "0"]);
    expect(readdirSync(folder)).toEqual(["shared.entry"]);
  });
});

describe("the limit", () => {
  const kept = (): string[] => readdirSync(folder).toSorted();

  test("what was not used for longest goes first", async () => {
    const cache = new Cache(folder, 1000);
    for (const [at, key] of ["a", "b", "c"].entries()) {
      await cache.write(key, [Buffer.alloc(250)]);
      utimesSync(entry(key), new Date(at * 1000), new Date(at * 1000));
    }
    // Reading is using.
    await cache.read("a");
    await cache.write("d", [Buffer.alloc(250)]);
    expect(kept()).toEqual(["a.entry", "c.entry", "d.entry"]);
    await cache.write("e", [Buffer.alloc(900)]);
    expect(kept()).toEqual(["e.entry"]);
  });

  test("what alone is larger is not kept, and takes nothing's place", async () => {
    const cache = new Cache(folder, 1000);
    await cache.write("a", [Buffer.alloc(500)]);
    expect(await cache.write("b", [Buffer.alloc(1000)])).toBeUndefined();
    expect(kept()).toEqual(["a.entry"]);
  });

  test("what a process left when it died is cleared away, what is being written is not", async () => {
    const cache = new Cache(folder);
    await cache.write("a", [bytes("x")]);
    for (const name of ["old.part", "new.part", "else.txt"]) writeFileSync(join(folder, name), "x");
    utimesSync(join(folder, "old.part"), new Date(0), new Date(0));
    await cache.write("b", [bytes("x")]);
    expect(kept()).toEqual(["a.entry", "b.entry", "else.txt", "new.part"]);
  });
});

describe("a folder that cannot be used is a note", () => {
  test("a file in its place", async () => {
    writeFileSync(join(base, "deep"), "");
    const cache = new Cache(folder);
    expect(await cache.write("a", [bytes("x")])).toMatch(/^Nothing is kept in the cache .*deep/);
    expect(await cache.read("a")).toBeUndefined();
  });

  test.skipIf(process.getuid === undefined)("one that others can write to", async () => {
    await new Cache(folder).write("a", [bytes("x")]);
    chmodSync(folder, 0o770);
    const cache = new Cache(folder);
    expect(await cache.read("a")).toBeUndefined();
    expect(await cache.write("b", [bytes("x")])).toContain("others can write to it");
    expect(existsSync(entry("b"))).toBe(false);
  });

  test.skipIf(root)("one without the right to write", async () => {
    await new Cache(folder).write("a", [bytes("x")]);
    chmodSync(folder, 0o500);
    expect(await new Cache(folder).write("b", [bytes("x")])).toContain("EACCES");
    expect((await new Cache(folder).read("a"))?.toString()).toBe("x");
    chmodSync(folder, 0o700);
  });

  test("a link to a folder of one's own is one", async () => {
    symlinkSync(base, join(base, "link"));
    chmodSync(base, 0o700);
    expect(await new Cache(join(base, "link", "cache")).write("a", [bytes("x")])).toBeUndefined();
  });
});

describe("values", () => {
  const isNumber = (value: unknown): value is number => typeof value === "number";

  test("are made once", async () => {
    let made = 0;
    const make = (): Promise<number> => Promise.resolve((made += 1));
    expect(await new Cache(folder).json("n", isNumber, make)).toBe(1);
    expect(await new Cache(folder).json("n", isNumber, make)).toBe(1);
    expect(made).toBe(1);
  });

  test.each(["no JSON", '"a string"'])("that are not what is expected are made again: %s", async (text) => {
    await new Cache(folder).write("n", [bytes(text)]);
    expect(await new Cache(folder).json("n", isNumber, () => Promise.resolve(7))).toBe(7);
    expect((await new Cache(folder).read("n"))?.toString()).toBe("7");
  });
});

test("a key depends on every part, and on where each ends", () => {
  const keys = [
    cacheKey("ab", "c"),
    cacheKey("a", "bc"),
    cacheKey("abc"),
    cacheKey("abc", ""),
    cacheKey(bytes("ab"), "d"),
    cacheKey(),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(cacheKey(bytes("ab"), "c")).toBe(keys[0]);
  expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, Record<string, string>, string, string]>([
  ["the variable of its own", { SCHEDULER_CACHE_DIR: "/c", XDG_CACHE_HOME: "/x" }, "linux", "/c"],
  ["the XDG folder", { XDG_CACHE_HOME: "/x" }, "linux", "/x/scheduler-components"],
  ["a relative XDG folder", { XDG_CACHE_HOME: "x" }, "linux", "/home/u/.cache/scheduler-components"],
  [
    "an empty variable",
    { SCHEDULER_CACHE_DIR: "", XDG_CACHE_HOME: "" },
    "linux",
    "/home/u/.cache/scheduler-components",
  ],
  ["macOS", {}, "darwin", "/home/u/Library/Caches/scheduler-components"],
  ["Windows", { LOCALAPPDATA: "/local" }, "win32", "/local/scheduler-components/Cache"],
  ["Windows without the variable", {}, "win32", "/home/u/AppData/Local/scheduler-components/Cache"],
])("the folder: %s", (_name, env, platform, expected) => {
  expect(cacheFolder(env, platform, "/home/u")).toBe(expected);
});

describe("components", { timeout: 60_000 }, () => {
  test("are transpiled once, and again where the entry is damaged", async () => {
    const component = await wasm(SAMPLES["adder"] ?? "");
    const first = await transpiled(component, undefined, folder);
    const second = await transpiled(component, undefined, folder);
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect({ ...second, cached: false }).toEqual(first);
    truncateSync(entry(first.key), 100);
    const third = await transpiled(component, undefined, folder);
    expect(third).toEqual(first);
    expect(await transpiled(component, undefined, folder)).toMatchObject({ cached: true });
  });

  test("have modules with buffers of their own, so that sending one sends no more", async () => {
    const component = await wasm(SAMPLES["linked"] ?? "");
    for (let times = 0; times < 2; times++) {
      const { modules } = await transpiled(component, undefined, folder);
      for (const module of modules.values()) expect(module.buffer.byteLength).toBe(module.length);
    }
  });

  test("are transpiled without a cache too, and a cache that fails is a note", async () => {
    const component = plainBytes(await wasm(SAMPLES["adder"] ?? ""));
    writeFileSync(join(base, "deep"), "");
    const result = await transpileComponent(component.ok ? component : expect.fail(component.refusal.message), {
      cacheFolder: folder,
    });
    expect(result).toMatchObject({
      ok: true,
      transpiled: { cached: false },
      notes: [expect.stringContaining("Nothing is kept")],
    });
  });
});
