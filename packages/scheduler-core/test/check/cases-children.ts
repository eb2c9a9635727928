import type { KnownChild } from "../../src/index.ts";
import { head, type Cases } from "./case.ts";

/** What is said to be known of the scenarios that the cases name. */
export const children: ReadonlyMap<string, KnownChild> = new Map<string, KnownChild>([
  ["./gone.yaml", { problems: [{ code: "child-unreadable", message: "there is no file" }] }],
  ["./wrong.yaml", { problems: [{ code: "child-invalid", message: "wrong.yaml:3:1 unknown-key" }] }],
  ["./round.yaml", { problems: [{ code: "child-cycle", message: "a.yaml → a.yaml" }] }],
  ["./deep.yaml", { problems: [{ code: "children-too-deep", message: "more than 16" }] }],
  ["./bare.yaml", { problems: [] }],
  [
    "./asks.yaml",
    {
      problems: [],
      inputs: {
        type: "object",
        properties: { size: { type: "integer" }, tone: { type: "string", default: "warm" } },
        required: ["size", "tone"],
        additionalProperties: false,
      },
    },
  ],
]);

/** A scenario that runs another, on one line; `of` the node adds to the parameters of the action. */
const runs = (parameters: string, of = ""): string =>
  `${head}actions: { actions: [{ id: a, call: scenario.run, with: { ${parameters} } }] }\nworkflows: { nodes: [{ id: n, type: action, action: a${of} }] }\n`;

/** A scenario that is undone by running another, on one line. */
const undoes = (parameters: string): string =>
  `${head}actions: { actions: [{ id: a, call: scenario.run, with: { file: ./bare.yaml }, compensate: { call: scenario.run, with: { ${parameters} } } }] }\nworkflows: { nodes: [{ id: n, type: action, action: a }] }\n`;

const FILE = "/actions/actions/0/with/file";

export const childCases: Cases = {
  "child-unreadable": [["no file", runs("file: ./gone.yaml"), "./gone.yaml", FILE]],
  "child-invalid": [
    ["its own problem", runs("file: ./wrong.yaml"), "./wrong.yaml", FILE],
    [
      "named by a node",
      runs("input: {}", ", with: { file: ./wrong.yaml }"),
      "./wrong.yaml",
      "/workflows/nodes/0/with/file",
    ],
  ],
  "child-cycle": [["itself", runs("file: ./round.yaml"), "./round.yaml", FILE]],
  "children-too-deep": [["a long chain", runs("file: ./deep.yaml"), "./deep.yaml", FILE]],
};

/** Those of codes that other cases have as well. */
export const childRows: readonly (readonly [name: string, document: string, found: readonly string[]])[] = [
  ["the way out of the folder", runs("file: ../other.yaml"), [`source-outside-folder ${FILE}`]],
  ["an absolute path", runs("file: /etc/passwd"), [`source-outside-folder ${FILE}`]],
  ["an input that is missing altogether", runs("file: ./asks.yaml"), [`invalid-parameter ${FILE}`]],
  [
    "an input that is missing",
    runs("file: ./asks.yaml, input: {}"),
    ["invalid-parameter /actions/actions/0/with/input"],
  ],
  [
    "an input of the wrong type",
    runs("file: ./asks.yaml, input: { size: big }"),
    ["invalid-parameter /actions/actions/0/with/input/size"],
  ],
  [
    "an input that nobody asked for",
    runs("file: ./asks.yaml, input: { size: 1, more: 2 }"),
    ["invalid-parameter /actions/actions/0/with/input/more"],
  ],
  [
    "an input of a node that the action's file does not know",
    runs("file: ./bare.yaml", ", with: { input: { size: 1 } }"),
    ["invalid-parameter /workflows/nodes/0/with/input/size"],
  ],
  ["an input that fits, its default aside", runs("file: ./asks.yaml, input: { size: 1 }"), []],
  ["an input that is made when it runs", runs('file: ./asks.yaml, input: { size: "{{ 1 + 1 }}" }'), []],
  ["an input that is made as a whole", runs('file: ./asks.yaml, input: "{{ {} }}"'), []],
  ["a file that is chosen when it runs", runs('file: "{{ run.id }}.yaml"'), []],
  [
    "what undoes, with a file of the wrong kind",
    undoes("file: ./wrong.yaml"),
    ["child-invalid /actions/actions/0/compensate/with/file"],
  ],
  [
    "what undoes, with an input of the wrong type",
    undoes("file: ./asks.yaml, input: { size: big }"),
    ["invalid-parameter /actions/actions/0/compensate/with/input/size"],
  ],
  ["what undoes, with an input that fits", undoes("file: ./asks.yaml, input: { size: 1 }"), []],
  ["a file that nobody has looked at", runs("file: ./unseen.yaml, input: { any: 1 }"), []],
];
