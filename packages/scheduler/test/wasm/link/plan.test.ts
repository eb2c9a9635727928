import { describe, expect, test } from "vitest";
import { interfaceName, standsFor } from "../../../src/wasm/link/interface-name.ts";
import { linkComponents } from "../../../src/wasm/link/link-components.ts";
import { planLinks, type Surface } from "../../../src/wasm/link/plan.ts";

const part = (id: string, imports: readonly string[], exports: readonly string[]): Surface => ({
  id,
  imports,
  exports,
});

test.each<[string, string | undefined, string | undefined, boolean]>([
  ["the same", "0.1.0", "0.1.0", true],
  ["a later fix", "0.1.2", "0.1.0", true],
  ["an earlier fix", "0.1.0", "0.1.2", false],
  ["another line before 1.0", "0.2.0", "0.1.0", false],
  ["each 0.0 is a line of its own", "0.0.2", "0.0.1", false],
  ["later of the same major", "1.3.0", "1.2.9", true],
  ["earlier of the same major", "1.2.9", "1.3.0", false],
  ["another major", "2.0.0", "1.0.0", false],
  ["a pre-release, for itself", "1.0.0-rc", "1.0.0-rc", true],
  ["a pre-release, for another", "1.0.0", "1.0.0-rc", false],
  ["no version given", undefined, "1.0.0", true],
  ["no version wanted", "1.0.0", undefined, true],
])("%s: whether %s stands for %s", (_name, given, wanted, expected) => {
  expect(standsFor(given, wanted)).toBe(expected);
});

test("a name and its version", () => {
  expect(interfaceName("a:b/c@0.1.0")).toEqual({ name: "a:b/c", version: "0.1.0" });
  expect(interfaceName("a:b/c")).toEqual({ name: "a:b/c", version: undefined });
});

test("each part comes after those that it imports from, whatever the order given", () => {
  const plan = planLinks(
    [
      part("c", ["x:y/b@0.1.0", "x:y/a"], []),
      part("b", ["x:y/a@0.1.0"], ["x:y/b@0.1.1"]),
      part("a", [], ["x:y/a@0.1.0"]),
    ],
    [],
  );
  expect(plan.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(Object.fromEntries(plan[2]?.sources ?? [])).toEqual({
    "x:y/a": { from: "a", name: "x:y/a@0.1.0" },
    "x:y/b": { from: "b", name: "x:y/b@0.1.1" },
  });
});

test("what the caller gives goes before what a part exports", () => {
  const [, second] = planLinks([part("a", [], ["x:y/a"]), part("b", ["x:y/a"], [])], ["x:y/a"]);
  expect(second?.sources.get("x:y/a")).toEqual({ from: undefined, name: "x:y/a" });
});

describe("refused:", () => {
  test.each<[string, readonly Surface[], readonly string[], string, string]>([
    [
      "nobody gives it",
      [part("b", ["x:y/a@0.1.0"], [])],
      [],
      "missing-import",
      '"b" imports x:y/a@0.1.0, which no part exports and "imports" does not give.',
    ],
    ["only the part itself has it", [part("b", ["x:y/a"], ["x:y/a"])], [], "missing-import", "which no part exports"],
    [
      "a part has another version",
      [part("a", [], ["x:y/a@0.2.0"]), part("b", ["x:y/a@0.1.0"], [])],
      [],
      "import-version",
      '"a" exports x:y/a@0.2.0, which does not stand for that version.',
    ],
    [
      "the caller gives another version",
      [part("b", ["x:y/a@0.1.0"], [])],
      ["x:y/a@0.0.1"],
      "import-version",
      '"imports" gives x:y/a@0.0.1',
    ],
    [
      "two parts have it",
      [part("a", [], ["x:y/a"]), part("c", [], ["x:y/a"]), part("b", ["x:y/a"], [])],
      [],
      "ambiguous-import",
      '"a" and "c" export',
    ],
    [
      "a circle",
      [part("a", ["x:y/b"], ["x:y/a"]), part("b", ["x:y/c"], ["x:y/b"]), part("c", ["x:y/a"], ["x:y/c"])],
      [],
      "import-cycle",
      '"a" → "b" → "c" → "a"',
    ],
  ])("%s", (_name, surfaces, given, code, message) => {
    expect(() => planLinks(surfaces, given)).toThrow(
      expect.objectContaining({ name: "LinkError", code, message: expect.stringContaining(message) }),
    );
  });
});

describe("native parts", () => {
  test("are given what they name, and give what they make", async () => {
    const { greeter } = await linkComponents({
      greeter: {
        imports: ["x:y/names@0.1.0"],
        native: (imports) => ({
          "x:y/greet@0.1.0": { greet: () => `hello ${(imports["x:y/names"] as { first: () => string }).first()}` },
        }),
      },
      names: { exports: ["x:y/names@0.1.1"], native: () => ({ "x:y/names@0.1.1": { first: () => "Ada" } }) },
    });
    expect((greeter["x:y/greet"] as { greet: () => string }).greet()).toBe("hello Ada");
    expect(greeter["x:y/greet@0.1.0"]).toBe(greeter["x:y/greet"]);
  });

  test.each<[string, Parameters<typeof linkComponents>[0], string, string]>([
    [
      "that export less than they say",
      { a: { native: () => ({}), exports: ["x:y/a"] }, b: { native: () => ({}), imports: ["x:y/a"] } },
      "missing-import",
      'no object of functions in "a"',
    ],
    [
      "that cannot begin",
      {
        a: {
          native: () => {
            throw new Error("no luck");
          },
        },
      },
      "instantiation-failed",
      '"a" could not be instantiated: no luck',
    ],
    [
      "that are no component",
      { a: { wasm: new Uint8Array([1, 2, 3]) } },
      "unusable-component",
      '"a" cannot be loaded: ',
    ],
  ])("%s are refused", async (_name, parts, code, message) => {
    await expect(linkComponents(parts, { cacheFolder: null })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
