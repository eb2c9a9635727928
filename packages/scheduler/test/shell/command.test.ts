import { describe, expect, test } from "vitest";
import { runCommand, type CommandPorts } from "../../src/shell/command.ts";
import { placeOf } from "../../src/shell/wasi/files.ts";
import { chain, portsOf } from "./support.ts";

const encoder = new TextEncoder();

interface Ran {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], files: { readonly [path: string]: string } = {}, stdin = ""): Ran {
  let out = "";
  let err = "";
  const io: CommandPorts = {
    arguments: () => args,
    environment: () => new Map([["TOKEN", "hush-hush"]]),
    readFile: (path) => {
      if (files[path] === undefined) throw new Error("no-entry");
      return encoder.encode(files[path]);
    },
    readStdin: () => encoder.encode(stdin),
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
  };
  return { ok: runCommand(portsOf(), io), out, err };
}

const GOOD = chain([{ id: "a", call: "std.set", with: { n: "{{ inputs.n }}", s: "{{ inputs.s }}" } }], {
  inputs: { type: "object", properties: { n: { default: 1 }, s: { type: "string", default: "" } } },
});

describe("a run", () => {
  test("of a file: inputs by file, and over it by argument; what the schema calls a text stays one", () => {
    const { ok, out, err } = run(["x.yaml", "--input-file", "in.yaml", "--input", "n=[2]", "-i", "s=1.0"], {
      "x.yaml": GOOD,
      "in.yaml": "{ n: 5, s: from the file }",
    });
    expect([ok, err]).toEqual([true, ""]);
    expect(JSON.parse(out)).toMatchObject({ run: { status: "succeeded" }, traces: [{ output: { n: [2], s: "1.0" } }] });
    expect(out.endsWith("}\n")).toBe(true);
  });

  test("of stdin, with a secret from the environment that is not printed", () => {
    const text = chain([{ id: "a", call: "std.set", with: { t: "{{ secrets.TOKEN }}" } }], { secrets: ["TOKEN"] });
    const { ok, out } = run(["--secret=TOKEN", "-"], {}, text);
    expect(ok).toBe(true);
    expect(out).toContain('"t": "[redacted]"');
    expect(out).not.toContain("hush-hush");
  });

  test("that fails prints its report, and is not a success", () => {
    const { ok, out, err } = run(["x.yaml"], { "x.yaml": chain([{ id: "a", call: "std.fail" }]) });
    expect([ok, err]).toEqual([false, ""]);
    expect(JSON.parse(out)).toMatchObject({ run: { status: "failed" } });
  });
});

test("a report that the engine does not indent is printed compact", () => {
  const written = JSON.stringify;
  const giveUp = (value: unknown, ...rest: [undefined?, number?]): string => {
    if (rest[1] !== undefined) throw new Error("too much recursion");
    return written(value, ...rest);
  };
  JSON.stringify = giveUp as typeof JSON.stringify;
  try {
    const { ok, out, err } = run(["x.yaml"], { "x.yaml": GOOD });
    expect([ok, err]).toEqual([true, ""]);
    expect(out).toMatch(/^\{"run":\{.*\}\n$/);
    expect(JSON.parse(out)).toMatchObject({ run: { status: "succeeded" } });
  } finally {
    JSON.stringify = written;
  }
});

test("--help prints the usage", () => {
  expect(run(["--help"])).toMatchObject({ ok: true, err: "", out: expect.stringContaining("Usage:") });
});

describe("what is refused is said on stderr, and nothing else is printed:", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["no file", [], /^A scenario's FILE is needed\. See: --help\n$/],
    ["two files", ["a", "b"], /^One FILE is taken; left over: b\./],
    ["an unknown option", ["a", "--inputs", "x"], /^Unknown option: --inputs\. There are: --input,/],
    ["an option without its value", ["a", "--input"], /^--input needs a value\./],
    ["an input that is no assignment", ["a", "--input", "x"], /^Invalid value for --input: x\. Expected NAME=VALUE/],
    ["a file that is not there", ["a"], /^Cannot read a: no-entry\n$/],
    [
      "an input file that is no object",
      ["x.yaml", "--input-file", "x.list"],
      /^The input file x\.list is not an object\.\n$/,
    ],
    ["an input file given twice", ["x.yaml", "--input-file", "a", "--input-file", "b"], /given twice/],
    ["a secret that is not there", ["x.yaml", "--secret", "OTHER"], /^--secret OTHER: the environment has no variable/],
    ["a document with problems, each with its place", ["bad.yaml"], /^bad\.yaml:1:\d+ unknown-call: .*\n$/],
  ])("%s", (_name, args, expected) => {
    const files = { "x.yaml": GOOD, "x.list": "[1]", "bad.yaml": chain([{ id: "a", call: "std.nope" }]) };
    const { ok, out, err } = run(args, files);
    expect([ok, out]).toEqual([false, ""]);
    expect(err).toMatch(expected);
  });
});

test.each<[string, readonly string[], string, unknown]>([
  ["the current folder", ["."], "a/b.yaml", { folder: ".", path: "a/b.yaml" }],
  ["a path that says it starts here", ["."], "./a.yaml", { folder: ".", path: "a.yaml" }],
  ["the longest that begins it", [".", "a", "a/b"], "a/b/c.yaml", { folder: "a/b", path: "c.yaml" }],
  ["whole names only", ["ab"], "abc/d.yaml", undefined],
  ["an absolute path in an absolute folder", ["/", "/work"], "/work/x.yaml", { folder: "/work", path: "x.yaml" }],
  ["not across the two", ["."], "/x.yaml", undefined],
  ["a folder is no file", ["a"], "a", undefined],
  ["what leads out is left to the host", ["."], "../x.yaml", { folder: ".", path: "../x.yaml" }],
])("a file is looked for in %s", (_name, folders, path, expected) => {
  expect(
    placeOf(
      folders.map((name) => [name, name] as const),
      path,
    ),
  ).toEqual(expected);
});
