import { checkReferences, type KnownNames, type Names } from "../expression/references.ts";
import { ITEM_INDEX } from "../expression/roots.ts";
import { parseExpression, type ParsedExpression } from "../expression/parse.ts";
import { templateExpressions } from "../expression/template.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/value.ts";
import { actionPath, nodePath, type Path, type Rule, type RuleContext } from "./context.ts";
import { suggestible } from "./names.ts";

/** Names of inputs, where the schema tells them all; without a schema a run has none. */
function inputNames(schema: JsonObject | undefined): Set<string> | undefined {
  if (schema === undefined) return new Set();
  const more = schema["additionalProperties"];
  if ((more !== undefined && more !== false) || !isJsonObject(schema["properties"])) return undefined;
  const open = [
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "$ref",
    "$dynamicRef",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "dependentSchemas",
  ];
  if (open.some((key) => Object.hasOwn(schema, key))) return undefined;
  return new Set(Object.keys(schema["properties"]));
}

function knownNames({ scenario, nodes, unsure }: RuleContext): KnownNames {
  const exports = new Set<string>();
  for (const action of scenario.actions) {
    for (const { name, scope } of action.export) if (scope === "run" && name !== "") exports.add(name);
  }
  const resources = new Map<string, Names>();
  for (const { id, properties } of scenario.resources) {
    if (id !== "" && !resources.has(id)) resources.set(id, suggestible(new Set(Object.keys(properties as JsonObject))));
  }
  return {
    inputs: inputNames(scenario.inputs as JsonObject | undefined),
    resources: unsure.resources
      ? undefined
      : Object.assign(resources, { keys: () => new Map([...resources].slice(0, 1000)).keys() }),
    nodes: unsure.nodes ? undefined : suggestible(nodes),
    exports: unsure.exports ? undefined : suggestible(exports),
    secrets: unsure.secrets ? undefined : suggestible(new Set(scenario.secrets)),
  };
}

/** Expressions parse, and what they name exists. */
export const soundExpressions: Rule = (context) => {
  const { scenario, report } = context;
  const known = knownNames(context);
  const check = (parsed: ParsedExpression, path: Path, offset: number, sees = known): void => {
    const say = (
      problem: Extract<ParsedExpression, { ok: false }> | Parameters<Parameters<typeof checkReferences>[2]>[0],
    ): void => {
      const { code, message, hint } = problem;
      const within = { start: problem.start + offset, end: problem.end + offset };
      report({ code, message, at: { path, within }, ...(hint === undefined ? {} : { hint }) });
    };
    if (parsed.ok) checkReferences(parsed.expression, sees, say);
    else say(parsed);
  };
  const templates = (value: JsonValue | undefined, path: Path, sees = known): void => {
    if (value !== undefined)
      templateExpressions(value, (parsed, inner, offset) => check(parsed, [...path, ...inner], offset, sees));
  };
  for (const [index, action] of scenario.actions.entries()) {
    if (context.isFull()) return;
    const path = actionPath(index);
    templates(action.with, [...path, "with"]);
    templates(action.compensate?.with, [...path, "compensate", "with"]);
    for (const [at, { value }] of action.export.entries()) {
      // An empty one was refused by the shape.
      if (value.trim() !== "") check(parseExpression(value), [...path, "export", at, "value"], 0);
    }
  }
  for (const [index, node] of scenario.nodes.entries()) {
    if (context.isFull()) return;
    const path = nodePath(index);
    const { forEach } = node;
    templates(forEach?.items, [...path, "for_each"]);
    // The node's own parameters alone see the item: all else is said of the action, or of the node as a whole.
    const sees = forEach === undefined ? known : { ...known, locals: new Set([forEach.as, ITEM_INDEX]) };
    templates(node.with, [...path, "with"], sees);
    for (const [at, { trigger }] of node.edges.entries()) {
      if (trigger.condition === undefined || trigger.condition.trim() === "") continue;
      check(parseExpression(trigger.condition), [...path, "edges", at, "trigger", "condition"], 0);
    }
  }
};
