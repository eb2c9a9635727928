import { createHash } from "node:crypto";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { confinedReader } from "../../src/load/confined-file.ts";
import { createComponentLoader } from "../../src/load/loader.ts";
import { locateComponent } from "../../src/load/locate.ts";
import { EMPTY_POLICY, NO_ALLOWANCE, type OperatorPolicy } from "../../src/policy/policy.ts";
import { componentModule, folderWith, GREET_MANIFEST } from "../support/folder.ts";

const MANIFEST = JSON.stringify(GREET_MANIFEST);
const NATIVE: OperatorPolicy = { ...EMPTY_POLICY, components: new Map([["greet", { ...NO_ALLOWANCE, native: true }]]) };
const PACKAGE = JSON.stringify({
  name: "@acme/greet",
  scheduler: { component: "./dist/index.js", manifest: "./manifest.json" },
});

describe("what a scenario names stays within its folder", () => {
  test.each(["../outside/greet.js", "./inside/../../outside/greet.js", "link.js", "linked/greet.js"])(
    "%s is refused",
    async (source) => {
      const root = folderWith({ "outside/greet.js": componentModule(), "scenario/inside/greet.js": componentModule() });
      const folder = join(root, "scenario");
      symlinkSync(join(root, "outside/greet.js"), join(folder, "link.js"));
      symlinkSync(join(root, "outside"), join(folder, "linked"));
      const located = await locateComponent(source, { folder, confined: true });
      expect(located).toMatchObject({ ok: false, refusal: { code: "component-outside-folder" } });
      expect(await locateComponent(source, { folder, confined: false })).toMatchObject({ ok: true });
    },
  );

  test("a file within is found, also when the folder itself is reached by a link", async () => {
    const root = folderWith({ "scenario/greet.js": componentModule(), "scenario/greet.manifest.json": MANIFEST });
    symlinkSync(join(root, "scenario"), join(root, "link"));
    expect(await locateComponent("./greet.js", { folder: join(root, "link"), confined: true })).toEqual({
      ok: true,
      component: {
        kind: "module",
        file: join(root, "scenario/greet.js"),
        manifest: join(root, "scenario/greet.manifest.json"),
      },
    });
  });

  test("a manifest that is a link to outside is not read", async () => {
    const root = folderWith({ "scenario/greet.js": componentModule(), "secret.json": MANIFEST });
    symlinkSync(join(root, "secret.json"), join(root, "scenario/greet.manifest.json"));
    const located = await locateComponent("greet.js", { folder: join(root, "scenario"), confined: true });
    expect(located).toEqual({ ok: true, component: { kind: "module", file: join(root, "scenario/greet.js") } });
  });

  test("files for a request's body are confined likewise", async () => {
    const root = folderWith({ "scenario/body.txt": "inside", "outside.txt": "outside" });
    symlinkSync(join(root, "outside.txt"), join(root, "scenario/link.txt"));
    const read = confinedReader(join(root, "scenario"));
    expect(Buffer.from(await read("body.txt")).toString()).toBe("inside");
    await expect(read("../outside.txt")).rejects.toThrow("leads out of the scenario's folder");
    await expect(read("link.txt")).rejects.toThrow("leads out of the scenario's folder");
    await expect(read("missing.txt")).rejects.toThrow("There is no file");
  });
});

describe("sources", () => {
  test.each([
    ["./missing.js", "component-not-found"],
    ["./readme.md", "component-unsupported"],
    ["https://example.com/greet.js", "component-unsupported"],
    ["npm:@acme/missing", "component-not-found"],
    ["npm:../../etc", "component-not-found"],
    ["npm:@acme/../../etc", "component-not-found"],
    ["greet.js\0.txt", "component-not-found"],
    ["./nopackage", "component-unusable"],
  ])("%j is refused as %s", async (source, code) => {
    const folder = folderWith({ "readme.md": "", "nopackage/package.json": "{}" });
    expect(await locateComponent(source, { folder, confined: true })).toMatchObject({ ok: false, refusal: { code } });
  });

  test("an npm package is found in a node_modules above the scenario", async () => {
    const folder = folderWith({
      "node_modules/@acme/greet/package.json": PACKAGE,
      "node_modules/@acme/greet/dist/index.js": componentModule(),
      "node_modules/@acme/greet/manifest.json": MANIFEST,
      "scenarios/deep/scenario.yaml": "",
    });
    expect(
      await locateComponent("npm:@acme/greet", { folder: join(folder, "scenarios/deep"), confined: true }),
    ).toEqual({
      ok: true,
      component: {
        kind: "module",
        file: join(folder, "node_modules/@acme/greet/dist/index.js"),
        manifest: join(folder, "node_modules/@acme/greet/manifest.json"),
        package: "@acme/greet",
      },
    });
  });

  test("a package cannot name a file outside itself", async () => {
    const folder = folderWith({
      "node_modules/evil/package.json": JSON.stringify({ scheduler: { component: "../../secret.js" } }),
      "secret.js": componentModule(),
    });
    const located = await locateComponent("npm:evil", { folder, confined: true });
    expect(located).toMatchObject({ ok: false, refusal: { code: "component-unusable" } });
  });
});

describe("native code needs the operator's word", () => {
  const marker = (folder: string): string => join(folder, "it-ran");
  const spy = (folder: string): string =>
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(marker(folder))}, "");\n${componentModule()}`;

  function hostile(): string {
    const folder = folderWith({ "greet.manifest.json": MANIFEST });
    writeFileSync(join(folder, "greet.js"), spy(folder));
    return folder;
  }

  test("without it nothing of the component runs, and the flag that would allow it is given", async () => {
    const folder = hostile();
    const loader = createComponentLoader({ folder, policy: { ...EMPTY_POLICY, allowRequested: true } });
    const loaded = await loader.load({ id: "greet", source: "./greet.js" });
    expect(loaded).toMatchObject({ ok: false, refusal: { code: "native-not-allowed", allow: "--allow-native greet" } });
    expect(existsSync(marker(folder))).toBe(false);
  });

  test("a manifest is read without running anything", async () => {
    const folder = hostile();
    const loader = createComponentLoader({ folder, policy: NATIVE });
    expect(await loader.describe({ id: "greet", source: "./greet.js" })).toEqual({
      ok: true,
      manifest: GREET_MANIFEST,
    });
    expect(existsSync(marker(folder))).toBe(false);
  });

  test("with it the component is loaded", async () => {
    const folder = hostile();
    const loaded = await createComponentLoader({ folder, policy: NATIVE }).load({ id: "greet", source: "./greet.js" });
    expect(loaded.ok).toBe(true);
    expect(existsSync(marker(folder))).toBe(true);
  });

  test("a source that the operator names needs no other word, and replaces the scenario's", async () => {
    const folder = folderWith({ "mine/greet.js": componentModule(), "scenario/other.js": "throw new Error()" });
    const loader = createComponentLoader({
      folder: join(folder, "scenario"),
      policy: EMPTY_POLICY,
      sources: new Map([["greet", "../mine/greet.js"]]),
      cwd: join(folder, "scenario"),
    });
    expect((await loader.load({ id: "greet", source: "./other.js" })).ok).toBe(true);
  });
});

test("a file whose SHA-256 is not the one written down is not loaded", async () => {
  const text = componentModule();
  const folder = folderWith({ "greet.js": text });
  const loader = createComponentLoader({ folder, policy: NATIVE });
  const right = createHash("sha256").update(text).digest("hex");
  expect((await loader.load({ id: "greet", source: "greet.js", sha256: right.toUpperCase() })).ok).toBe(true);
  const refused = await loader.load({ id: "greet", source: "greet.js", sha256: "0".repeat(64) });
  expect(refused).toMatchObject({ ok: false, refusal: { code: "component-changed" } });
});

test("a .wasm file that is no component is refused plainly", async () => {
  const folder = folderWith({ "greet.wasm": "\0asm" });
  const loaded = await createComponentLoader({ folder, policy: NATIVE }).load({ id: "greet", source: "greet.wasm" });
  expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-malformed" } });
});

test.each([
  ["throws while it loads", "throw new Error('no')", "could not be loaded: no"],
  ["exports nothing", "export const other = 1;", "exports no component"],
  ["lacks a function", componentModule().replace("releaseComponent", "release"), "exports no component"],
  ["does not parse", "export const component = {", "could not be loaded"],
])("a module that %s is refused", async (_name, text, message) => {
  const folder = folderWith({ "greet.mjs": text });
  const loaded = await createComponentLoader({ folder, policy: NATIVE }).load({ id: "greet", source: "greet.mjs" });
  expect(loaded).toMatchObject({ ok: false, refusal: { code: "component-unusable" } });
  expect(loaded.ok ? "" : loaded.refusal.message).toContain(message);
});

test("a module may export a function that makes the component", async () => {
  const folder = folderWith({
    "greet.mjs": componentModule().replace("component = {", "component = async () => ({").replace(/};\n$/, "});\n"),
  });
  expect((await createComponentLoader({ folder, policy: NATIVE }).load({ id: "greet", source: "greet.mjs" })).ok).toBe(
    true,
  );
});

test.each([
  ["no JSON", "{", "JSON"],
  ["a list", "[]", "expected an object"],
  ["no calls", '{"name":"a","version":"1"}', "calls"],
  ["a call without parameters", '{"name":"a","version":"1","calls":{"x":{}}}', "calls.x.parameters"],
])("a manifest that is %s is refused", async (_name, text, message) => {
  const folder = folderWith({ "greet.js": componentModule(), "greet.manifest.json": text });
  const described = await createComponentLoader({ folder, policy: NATIVE }).describe({
    id: "greet",
    source: "greet.js",
  });
  expect(described).toMatchObject({ ok: false, refusal: { code: "manifest-invalid" } });
  expect(described.ok ? "" : described.refusal.message).toContain(message);
});
