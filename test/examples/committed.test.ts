/** The components of `examples/components` that are committed, as they lie there. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { componentWit } from "@bytecodealliance/jco";
import { describe, expect, test } from "vitest";
import { EXAMPLES, EXAMPLES_FOLDER, isCommitted, MAX_COMMITTED_BYTES } from "../../scripts/examples/plan.ts";
import { CALLS } from "./support/calls.ts";
import { loadGuest } from "./support/guest.ts";
import { play } from "./support/play.ts";

const committed = EXAMPLES.filter(isCommitted);
const pathOf = (example: { folder: string; file: string }): string =>
  join(EXAMPLES_FOLDER, example.folder, example.file);

test("every one has a table of calls", () => {
  expect(Object.keys(CALLS).sort()).toEqual(committed.map(({ folder }) => folder).sort());
});

describe.each(committed)("$folder/$file", (example) => {
  const file = pathOf(example);
  const calls = CALLS[example.folder] ?? [];

  test("it is small", async () => {
    expect((await stat(file)).size).toBeLessThan(MAX_COMMITTED_BYTES);
  });

  test("it imports what its world allows, and nothing of WASI", async () => {
    const world = (await componentWit(await readFile(file))).split("}")[0] ?? "";
    expect(world).toContain("export scheduler:executor/component-api@0.1.0");
    expect(world).toContain("export scheduler:executor/lifecycle@0.1.0");
    const imports = [...world.matchAll(/import ([^;]+);/g)].map(([, name]) => name);
    expect(imports).toContain("scheduler:executor/context@0.1.0");
    expect(imports.filter((name) => !name?.startsWith("scheduler:"))).toEqual([]);
  });

  test("its answers are those of the table", async () => {
    expect(await play(file, calls)).toMatchObject(calls.map(({ gives }) => gives));
  });

  test("it lets go of every context", async () => {
    for (const { asked } of (await play(file, calls)) as { asked: unknown[] }[]) {
      expect(asked.filter((call) => Array.isArray(call) && call[0] === "disposed")).toHaveLength(1);
      expect(asked.at(-1)).toEqual(["disposed"]);
    }
  });
});

test("readings: the token is a placeholder, and is sent only where it is wanted", async () => {
  const calls = ["yes", "no"].map((name) => ({
    name,
    operation: "fetch",
    parameters: { path: "/a", authorize: name === "yes" },
    answer: { status: 200, body: "1" },
    gives: {},
  }));
  const accept = { name: "accept", value: "application/json" };
  const token = { name: "authorization", value: "Bearer $secret{API_TOKEN}" };
  expect(await play(join(EXAMPLES_FOLDER, "ts-quickjs/readings.wasm"), calls)).toMatchObject([
    { requests: [{ method: "GET", url: "http://127.0.0.1:8080/a", headers: [accept, token] }] },
    { requests: [{ headers: [accept] }] },
  ]);
});

test("echo: a call without a dot is an error of the component", async () => {
  const guest = await loadGuest(join(EXAMPLES_FOLDER, "wat/echo.wasm"));
  expect(guest.execute("echo", {})).toMatchObject({ err: "A call is written component.operation." });
});
