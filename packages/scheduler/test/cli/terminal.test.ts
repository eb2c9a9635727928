/** Nothing that a scenario, a manifest or a file name says reaches a terminal as a control sequence. */
import { expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { componentModule, folderWith, GREET_MANIFEST, greetScenario } from "../support/folder.ts";

const CLEAR = "\\u001b[2J";
const HOSTILE = `version: "1.0"
name: "na${CLEAR}me"
components: [{ id: c, source: "./${CLEAR}.js" }]
actions: { actions: [{ id: l, call: std.log, with: { message: "m${CLEAR}" } }] }
workflows: { nodes: [{ id: a, type: action, action: l, edges: [{ to: b, label: "l${CLEAR}" }] }, { id: b, type: end }] }
`;
const BROKEN = HOSTILE.replace("std.log", `"std.${CLEAR}"`).replace("to: b", `to: "${CLEAR}"`);

function files(): { readonly [path: string]: string } {
  const clear = JSON.parse(`"${CLEAR}"`) as string;
  const schema = { type: clear };
  return {
    "a.yaml": HOSTILE,
    "plain.yaml": HOSTILE.replace(/components: .*\n/, ""),
    "broken.yaml": BROKEN,
    "greet.yaml": greetScenario("./greet.mjs"),
    "greet.mjs": componentModule(),
    "greet.manifest.json": JSON.stringify({ ...GREET_MANIFEST, calls: { [`x${clear}`]: { parameters: schema } } }),
    "told.mjs": componentModule(),
    "told.manifest.json": JSON.stringify({ ...GREET_MANIFEST, description: clear, requests: { http: [clear] } }),
    "policy.json": JSON.stringify({ [clear]: 1 }),
  };
}

test.each([
  ["validate", ["validate", "a.yaml"]],
  ["validate, with problems", ["validate", "broken.yaml"]],
  ["run", ["run", "plain.yaml"]],
  ["run, refused", ["run", "a.yaml"]],
  ["run, not valid", ["run", "broken.yaml"]],
  ["run, dry", ["run", "plain.yaml", "--dry-run"]],
  ["run, its inputs", ["run", "plain.yaml", "--input-file", "policy.json"]],
  ["run, its policy", ["run", "plain.yaml", "--policy", "policy.json"]],
  ["run, its manifest", ["run", "greet.yaml", "--allow-native", "greet"]],
  ["graph, mermaid", ["graph", "plain.yaml"]],
  ["graph, dot", ["graph", "plain.yaml", "--format", "dot"]],
  ["inspect", ["inspect", "./told.mjs"]],
  ["inspect, refused", ["inspect", "./greet.mjs"]],
  ["schema, refused", ["schema", "--component", "greet=./greet.mjs"]],
  ["a file's name", ["run", `${JSON.parse(`"${CLEAR}"`)}.yaml`]],
])("%s", async (_name, args) => {
  const { stdout, stderr } = await runCli(args, { cwd: folderWith(files()) });
  expect(stdout + stderr).toContain("[2J");
  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
});
