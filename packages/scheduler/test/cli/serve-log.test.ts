import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/arguments.ts";
import type { Io, Sink } from "../../src/cli/io.ts";
import { createLog } from "../../src/cli/log.ts";
import { daemonLog } from "../../src/cli/serve-log.ts";
import { serve } from "../../src/cli/serve.ts";

function said(
  isTerminal: boolean,
  args: readonly string[] = [],
): { readonly say: ReturnType<typeof daemonLog>; readonly text: () => string } {
  let text = "";
  const stderr = {
    isTerminal,
    colour: false,
    write: async (more: string) => void (text += more),
    writeSoon: (more: string) => void (text += more),
  } as unknown as Sink;
  const io = { stderr } as unknown as Io;
  return { say: daemonLog(io, createLog(parseArguments(serve.spec, ["scenarios", ...args]), io)), text: () => text };
}

test("programs read a JSON object a line, whatever a fact holds", () => {
  const { say, text } = said(false);
  say("warn", "run failed", { run: "a\nb", durationMs: 5 });
  expect(text().split("\n")).toHaveLength(2);
  expect(JSON.parse(text())).toEqual({
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    level: "warn",
    message: "run failed",
    run: "a\nb",
    durationMs: 5,
  });
});

test("people read lines, and no fact drives their terminal", () => {
  const { say, text } = said(true);
  say("info", "run started", { run: "r-1", scenario: "na\u001b[2Jme" });
  say("error", "scenario not valid", { scenario: "a", diagnostics: ["a.yaml:1:1 x", "a.yaml:2:1 y"] });
  expect(text()).toMatch(
    /^\d\d:\d\d:\d\d run started run=r-1 scenario=na.+me\n\d\d:\d\d:\d\d scenario not valid scenario=a\n {2}a.yaml:1:1 x\n {2}a.yaml:2:1 y\n$/,
  );
  expect(text()).not.toContain("\u001b");
});

test.each([
  [[], ["info", "warn", "error"]],
  [
    ["--log-level", "debug"],
    ["debug", "info", "warn", "error"],
  ],
  [["--quiet"], ["error"]],
])("with %j only these levels are told: %j", (args, levels) => {
  const { say, text } = said(false, args);
  for (const level of ["debug", "info", "warn", "error"] as const) say(level, "x");
  expect(
    text()
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly level: string }).level),
  ).toEqual(levels);
});
