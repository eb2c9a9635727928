import { describe, expect, test } from "vitest";
import { LIMIT_NAMES } from "../../src/policy/limits.ts";
import { runCli } from "../support/cli.ts";

const VERBS = ["validate", "run", "graph", "schema", "inspect", "component new", "component test", "demo-server"];

describe("help", () => {
  test.each(VERBS)("scheduler %s --help goes to stdout, with an example", async (verb) => {
    const { code, stdout, stderr } = await runCli([...verb.split(" "), "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: scheduler ${verb}`);
    expect(stdout).toMatch(new RegExp(String.raw`Examples:\n  .*scheduler ${verb}`));
    for (const option of ["--output", "--quiet", "--log-level", "--help"]) expect(stdout).toContain(option);
  });

  test("scheduler --help names every verb", async () => {
    const { code, stdout } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(stdout).toContain(`  ${verb}`);
  });

  test("the limits of components stand beside the flag that raises them", async () => {
    const { stdout } = await runCli(["run", "--help"]);
    for (const name of LIMIT_NAMES) expect(stdout).toMatch(new RegExp(`--allow .*\\b${name}\\b`));
  });

  test("scheduler component --help names its verbs; alone it is a usage error", async () => {
    const { code, stdout } = await runCli(["component", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: scheduler component <verb>");
    expect(stdout).toContain("  component test FILE");
    const alone = await runCli(["component"]);
    expect(alone).toEqual({ ...alone, code: 2, stdout: "", stderr: stdout });
  });

  test("scheduler alone is a usage error", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage:");
  });

  test("scheduler --version prints a version", async () => {
    const { code, stdout } = await runCli(["--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

test.each([
  [
    "an unknown verb",
    ["valdate", "x.yaml"],
    "Unknown verb: valdate. Expected one of: validate, run",
    "Did you mean scheduler validate?",
  ],
  [
    "an unknown verb of a group",
    ["component", "tset", "x.wasm"],
    "Unknown verb: component tset. Expected one of: component ",
    "Did you mean scheduler component test?",
  ],
  [
    "an option before the verb of a group",
    ["component", "--quiet"],
    "Unknown option before the verb: component --quiet",
    "",
  ],
  [
    "an unknown option of a verb of a group",
    ["component", "test", "x.wasm", "--wiht", "{}"],
    "Unknown option for component test: --wiht",
    "Did you mean --with?",
  ],
  ["an option before the verb", ["--quiet", "run"], "Unknown option before the verb: --quiet", ""],
  [
    "an unknown option",
    ["run", "x.yaml", "--concurency", "4"],
    "Unknown option for run: --concurency",
    "Did you mean --concurrency?",
  ],
  [
    "a value that is not one of the allowed",
    ["run", "x.yaml", "--format", "xml"],
    "Invalid value for --format: xml. Expected one of: pretty, json, ndjson, junit.",
    "",
  ],
  ["a forgotten value", ["run", "x.yaml", "--format"], "--format needs a value: --format FORMAT", ""],
  ["an option in the place of a value", ["run", "x.yaml", "--output", "--quiet"], "--output needs a value", ""],
  ["a value for a switch", ["run", "x.yaml", "--quiet=yes"], "--quiet takes no value", ""],
  ["an option given twice", ["run", "x.yaml", "--format", "json", "--format", "junit"], "--format is given twice", ""],
  ["no file", ["validate"], "validate needs FILE…", ""],
  ["too many files", ["run", "a.yaml", "b.yaml"], "left over: b.yaml", ""],
  ["a number that is none", ["run", "x.yaml", "--concurrency", "0"], "Expected a whole number from 1", ""],
  ["an input without a value", ["run", "/dev/null", "--component", "greet"], "Expected NAME=VALUE", ""],
  [
    "an allowance that says nothing",
    ["run", "/dev/null", "--allow", "greet=disk:x"],
    "unknown capability disk; expected one of: http, env",
    "",
  ],
  ["a file that is not there", ["run", "missing.yaml"], "Cannot read missing.yaml", ""],
  ["a port that is none", ["demo-server", "--port", "99999"], "from 0 to 65535", ""],
])("%s: exit 2, the message says what is allowed", async (_name, args, message, hint) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
  expect(stderr).not.toContain("    at ");
});
