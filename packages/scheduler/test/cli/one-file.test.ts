import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BIN } from "../support/cli.ts";

const TASKS = 60;

test("progress and report in one file: every line is there, the report comes last", async () => {
  const folder = mkdtempSync(join(tmpdir(), "one-file-"));
  try {
    const scenario = join(folder, "scenario.json");
    const nodes = [...Array(TASKS).keys()].map((i) => ({ id: `n${i}`, type: "action", action: "a" }));
    const actions = { actions: [{ id: "a", call: "std.noop" }] };
    writeFileSync(scenario, JSON.stringify({ version: "1.0", name: "many", actions, workflows: { nodes } }));
    const output = openSync(join(folder, "output"), "a");
    const child = spawn(process.execPath, [BIN, "run", scenario], { stdio: ["ignore", output, output] });
    const [code] = await once(child, "exit");
    closeSync(output);
    const text = readFileSync(join(folder, "output"), "utf8");
    expect(code).toBe(0);
    expect(text.match(/^succeeded n\d+ std\.noop/gm)).toHaveLength(TASKS);
    expect(text.lastIndexOf("\nsucceeded n")).toBeLessThan(text.indexOf("\nsucceeded many"));
    expect(text.lastIndexOf("\nsucceeded n")).toBeLessThan(text.indexOf("#"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
