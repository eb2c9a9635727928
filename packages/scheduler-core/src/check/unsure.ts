import { isJsonObject, type JsonValue } from "../json/value.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { get, takeObject } from "../scenario/take.ts";
import type { UnsureNames } from "./context.ts";

/** A key that is there must hold a list of it; one that is missing may hide under a name that nobody knows. */
function isUnsure(parent: JsonValue | undefined, key: string, known: readonly string[]): boolean {
  if (parent === undefined) return false;
  if (!isJsonObject(parent)) return true;
  const list = get(parent, key);
  return list === undefined ? Object.keys(parent).some((name) => !known.includes(name)) : !Array.isArray(list);
}

const TOP = [
  "version",
  "name",
  "description",
  "inputs",
  "secrets",
  "components",
  "defaults",
  "on_failure",
  "deadline",
  "schedule",
  "concurrency_groups",
  "workbook",
  "actions",
  "workflows",
];

/** For a document whose shape is wrong: which names it may have meant to declare and did not. */
export function unsureNames(written: JsonValue, scenario: Scenario): UnsureNames {
  const top = takeObject(written);
  const strange = Object.keys(top).some((key) => !TOP.includes(key));
  const inList = (section: string, key: string): boolean => {
    const parent = get(top, section);
    return parent === undefined ? strange : isUnsure(parent, key, [key]);
  };
  const holes = (list: readonly { readonly id: string }[]): boolean => list.some(({ id }) => id === "");
  const actions = inList("actions", "actions");
  return {
    actions: actions || holes(scenario.actions),
    nodes: inList("workflows", "nodes") || holes(scenario.nodes),
    resources: inList("workbook", "resources") || holes(scenario.resources),
    exports: actions || scenario.actions.some((action) => action.export.some(({ name }) => name === "")),
    groups: top["concurrency_groups"] === undefined ? strange : !isJsonObject(top["concurrency_groups"]),
    secrets: isUnsure(top, "secrets", TOP) || scenario.secrets.includes(""),
  };
}
