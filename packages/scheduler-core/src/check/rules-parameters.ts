import { mergeObjects } from "../json/object.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import { compileSchema } from "../json-schema/compile.ts";
import type { SchemaChecker, SchemaIssue } from "../json-schema/schema.ts";
import { hasTemplate } from "../expression/template-text.ts";
import { actionPath, nodePath, type Path, type Rule, type RuleContext } from "./context.ts";
import { compensations, manifestOf, splitCall } from "./rules-calls.ts";

/** A value with a template is checked once it is rendered. */
export function skipTemplates(value: JsonValue): boolean {
  return typeof value === "string" && hasTemplate(value);
}

/** Checkers by schema, each made once in a check. */
function checkerCache(): (schema: JsonObject) => SchemaChecker | undefined {
  const made = new Map<JsonObject, SchemaChecker | undefined>();
  return (schema) => {
    if (!made.has(schema)) {
      const compiled = compileSchema(schema);
      // A manifest's own faults are reported where it is loaded.
      made.set(schema, compiled.ok ? compiled.checker : undefined);
    }
    return made.get(schema);
  };
}

/** Where the parameter that an issue speaks of was written: in the node where its top-level key stands there. */
export function placeOf(
  issue: Pick<SchemaIssue, "path">,
  action: number,
  node: number | undefined,
  { scenario }: RuleContext,
): Path {
  const [key] = issue.path;
  const own = node === undefined ? undefined : scenario.nodes[node]?.with;
  const inNode =
    isJsonObject(own) && (key === undefined ? scenario.actions[action]?.with === undefined : Object.hasOwn(own, key));
  if (node !== undefined && inNode) return [...nodePath(node), "with", ...issue.path];
  const path = actionPath(action);
  return scenario.actions[action]?.with === undefined ? [...path, "call"] : [...path, "with", ...issue.path];
}

/** Parameters without templates fit the manifest's schema, after a node's have been laid over its action's. */
export const validParameters: Rule = (context) => {
  const { scenario, catalogue, actions, report } = context;
  if (catalogue === undefined) return;
  const checkerOf = checkerCache();
  // The same action is used by many nodes; what is wrong with it is said once.
  const said = new Set<string>();
  const checkCall = (written: string, parameters: JsonObject, placed: (issue: SchemaIssue) => Path): void => {
    const call = splitCall(written);
    if (call === undefined) return;
    const calls = manifestOf({ call: written }, context)?.calls ?? {};
    const schema = Object.hasOwn(calls, call.operation) ? calls[call.operation]?.parameters : undefined;
    const checker = schema === undefined ? undefined : checkerOf(schema);
    if (checker === undefined) return;
    for (const issue of checker.check(parameters, { skip: skipTemplates })) {
      const path = placed(issue);
      const identity = JSON.stringify([path, issue.message]);
      if (said.has(identity)) continue;
      said.add(identity);
      report({
        code: "invalid-parameter",
        message: `${written}: ${issue.message}`,
        at: issue.part === "key" ? { path, part: "key" } : { path },
        ...(issue.hint === undefined ? {} : { hint: issue.hint }),
      });
    }
  };
  const check = (action: number, node: number | undefined): void => {
    const definition = scenario.actions[action];
    if (definition === undefined) return;
    const own = node === undefined ? undefined : (scenario.nodes[node]?.with as JsonObject | undefined);
    checkCall(definition.call, mergeObjects(definition.with as JsonObject | undefined, own), (issue) =>
      placeOf(issue, action, node, context),
    );
  };
  const used = new Set<number>();
  const bare = new Set<number>();
  for (const [index, node] of scenario.nodes.entries()) {
    const action = node.type === "action" ? actions.get(node.action ?? "") : undefined;
    if (action === undefined) continue;
    if (context.isFull()) return;
    used.add(action);
    if (node.with !== undefined) check(action, index);
    else if (!bare.has(action)) {
      bare.add(action);
      check(action, undefined);
    }
  }
  // An action that no node carries out may be used by an edit, and lack what that would add.
  for (const index of scenario.actions.keys()) if (!used.has(index)) check(index, undefined);
  for (const { call, with: parameters, path } of compensations(scenario)) {
    if (context.isFull()) return;
    checkCall(call, mergeObjects(parameters as JsonObject | undefined, undefined), (issue) =>
      parameters === undefined ? [...path, "call"] : [...path, "with", ...issue.path],
    );
  }
};
