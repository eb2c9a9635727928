/** What the build scripts and the templates fetch elsewhere is what this repository builds with. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXAMPLES_FOLDER } from "../../scripts/examples/plan.ts";

const root = join(import.meta.dirname, "../..");
const TEMPLATES = join(root, "packages/scheduler/templates");
const { devDependencies: ours } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** All that lies in a folder as one text. */
const textOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");

test("tools.sh pins the tools of npm to the versions of package.json", () => {
  const tools = readFileSync(join(EXAMPLES_FOLDER, "tools.sh"), "utf8");
  const pinned = [...tools.matchAll(/ ((?:@[\w-]+\/)?[\w-]+)@(\d[\w.]*)/g)];
  expect(new Set(pinned.map(([, name]) => name))).toEqual(
    new Set(["@bytecodealliance/jco", "componentize-qjs", "esbuild"]),
  );
  for (const [, name = "", version] of pinned) expect({ [name]: version }).toEqual({ [name]: ours[name] });
});

test.each(["ts", "wat"])("the template of %s builds with the versions of package.json", (language) => {
  const { devDependencies } = JSON.parse(readFileSync(join(TEMPLATES, language, "package.json.template"), "utf8"));
  for (const [name, version] of Object.entries<string>(devDependencies)) {
    const major = /^\^(\d+)\.0\.0$/.exec(version)?.[1];
    if (major === undefined) expect({ [name]: version }).toEqual({ [name]: ours[name] });
    else expect(ours[name]).toMatch(new RegExp(`^${major}\\.`));
  }
});

test.each([
  { tool: "wit-bindgen-cli", language: "c" },
  { tool: "componentize-py", language: "python" },
])("$tool has one version in the example and in the template of $language", ({ tool, language }) => {
  const version = new RegExp(`${tool}(?: --version |==| )(\\d+\\.\\d+\\.\\d+)`);
  const example = version.exec(readFileSync(join(EXAMPLES_FOLDER, language, "build.sh"), "utf8"))?.[1];
  expect(example).toBeDefined();
  expect(version.exec(textOf(join(TEMPLATES, language)))?.[1]).toBe(example);
});
