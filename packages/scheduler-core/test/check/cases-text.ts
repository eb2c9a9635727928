import { head, nodes, noop, type Cases } from "./case.ts";

/** Documents whose text is refused. */
export const textCases: Cases = {
  encoding: [
    ["UTF-16 with a mark", new Uint8Array([0xff, 0xfe, 0x61, 0]), "", ""],
    ["UTF-16 without a mark", new Uint8Array([0, 0x61, 0, 0x3a]), "", ""],
    ["UTF-32", new Uint8Array([0, 0, 0xfe, 0xff]), "", ""],
    ["a byte that is not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xff]), "", "", "save it as UTF-8"],
    ["half a surrogate pair", `${head}x: \ud800`, "", ""],
    ["half a surrogate pair as an escape", `${head}${noop}${nodes}description: "\\ud800"`, '"\\ud800"', "/description"],
    ["half a surrogate pair as an escape in JSON", '{"version": "\\ud800"}', '"\\ud800"', "/version"],
  ],
  "control-character": [["a zero", `${head}x: \0`, "", ""]],
  "empty-document": [
    ["nothing", "", "", ""],
    ["a comment", "# nothing\n", "", ""],
  ],
  "several-documents": [["two", `${head}---\n${head}`, "---", ""]],
  "yaml-syntax": [
    ["a tab", "a:\n\tb: 1", "\t", "", "indent with spaces"],
    ["a list that is not closed", "a: [1", "", ""],
  ],
  "yaml-key": [
    ["a list as a key", "[a]: 1", "[", ""],
    ["a merge key", `x: &x { a: 1 }\ny: { <<: *x }`, "<<", "/y/<<"],
  ],
  "yaml-tag": [["a tag", `${head}description: !!str x`, "x", "/description"]],
  "yaml-alias": [
    ["one that leads nowhere", `${head}description: *x`, "*x", "/description"],
    ["one inside itself", "x: &x [*x]", "*x", "/x/0"],
  ],
  "duplicate-key": [
    ["in YAML", `${head}name: u`, "name", "/name"],
    ["in JSON", '{"name": "a",\n "name": "b"}', '"name"', "/name"],
    ["deep in JSON", '{"a": [{"\\"{": 1}, {"b": 1, "c": {}, "b": 2}]}', '"b"', "/a/1/b"],
  ],
  "forbidden-key": [
    ["in YAML", `${head}__proto__: { a: 1 }`, "__proto__", "/__proto__"],
    ["in JSON", '{"a": {"__proto__": 1}}', '"__proto__"', "/a/__proto__"],
  ],
  "number-not-finite": [
    ["infinity", `${head}description: .inf`, ".inf", "/description"],
    ["not a number", `${head}description: .nan`, ".nan", "/description"],
    ["too large in JSON", '{"a": 1e999}', "1e999", "/a"],
  ],
  "nesting-too-deep": [
    ["flow", "[".repeat(10_000), "", ""],
    ["JSON", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`, "{", `${"/a".repeat(128)}`],
  ],
  "too-many-aliases": [
    [
      "a bomb",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefg"].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${"abcdefg"[i]}`).join(",")}]`).join("\n")}`,
      "*d",
      "/e/7",
    ],
  ],
};
