import { hasTemplate } from "../expression/template-text.ts";
import { compileSchema } from "../json-schema/compile.ts";
import { applyDefaults } from "../json-schema/defaults.ts";
import { mergeObjects } from "../json/object.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import type { KnownChild, Path, Rule } from "./context.ts";
import { compensations } from "./rules-calls.ts";
import { leavesFolder } from "./rules-components.ts";
import { placeOf, skipTemplates } from "./rules-parameters.ts";

/** The call by which a scenario runs another. */
export const RUN_CALL = "scenario.run";

interface Finding {
  readonly code: "source-outside-folder" | "invalid-parameter" | KnownChild["problems"][number]["code"];
  readonly message: string;
  readonly hint?: string | undefined;
  /** Within the parameters. */
  readonly path: readonly (string | number)[];
}

/** The scenarios that are named literally are in the folder and can be run, with the input that they are given literally. */
export const soundChildren: Rule = (context) => {
  const { scenario, actions, children, report } = context;
  // The same action is used by many nodes; what is wrong with it is said once.
  const said = new Set<string>();
  const tell = (given: JsonObject, placed: (finding: Finding) => Path): void => {
    for (const finding of findings(given, children)) {
      const { code, message, hint } = finding;
      const at = placed(finding);
      const identity = JSON.stringify([at, message]);
      if (said.has(identity)) continue;
      said.add(identity);
      report({ code, message, at: { path: at }, ...(hint === undefined ? {} : { hint }) });
    }
  };
  const check = (action: number, node: number | undefined): void => {
    const definition = scenario.actions[action];
    if (definition?.call !== RUN_CALL) return;
    const own = node === undefined ? undefined : (scenario.nodes[node]?.with as JsonObject | undefined);
    const given = mergeObjects(definition.with as JsonObject | undefined, own);
    tell(given, (finding) => placeOf(finding, action, node, context));
  };
  const used = new Set<number>();
  for (const [index, { type, action: name = "" }] of scenario.nodes.entries()) {
    const action = type === "action" ? actions.get(name) : undefined;
    if (action === undefined) continue;
    if (context.isFull()) return;
    used.add(action);
    check(action, index);
  }
  for (const index of scenario.actions.keys()) if (!used.has(index)) check(index, undefined);
  for (const { call, with: given, path } of compensations(scenario)) {
    if (context.isFull()) return;
    if (call !== RUN_CALL || !isJsonObject(given as JsonValue | undefined)) continue;
    tell(given as JsonObject, (finding) => [...path, "with", ...finding.path]);
  }
};

function findings(given: JsonObject, children: ReadonlyMap<string, KnownChild>): readonly Finding[] {
  const { file, input } = given;
  if (typeof file !== "string" || hasTemplate(file)) return [];
  if (leavesFolder(file))
    return [
      {
        code: "source-outside-folder",
        message: `"${file.slice(0, 80)}" is not a file in the scenario's folder`,
        hint: "put the file beside the scenario or below it",
        path: ["file"],
      },
    ];
  const child = children.get(file);
  if (child === undefined) return [];
  if (child.problems.length > 0) return child.problems.map((problem) => ({ ...problem, path: ["file"] }));
  return inputFindings(file, input, child.inputs);
}

function inputFindings(file: string, input: JsonValue | undefined, schema: JsonValue | undefined): readonly Finding[] {
  // What is no object is the manifest's to refuse, or comes of a template.
  if (input !== undefined && !isJsonObject(input)) return [];
  const place = (path: readonly (string | number)[]): readonly (string | number)[] =>
    input === undefined ? ["file"] : ["input", ...path];
  if (!isJsonObject(schema)) {
    const message = `"${file}" declares no inputs`;
    return Object.keys(input ?? {}).map((key) => ({ code: "invalid-parameter", message, path: place([key]) }));
  }
  const compiled = compileSchema(schema);
  if (!compiled.ok) return [];
  const issues = compiled.checker.check(applyDefaults(schema, input ?? {}), { skip: skipTemplates });
  return issues.map(({ path, message, hint }) => ({
    code: "invalid-parameter",
    message: `the input of "${file}": ${message}`,
    hint,
    path: place(path),
  }));
}
