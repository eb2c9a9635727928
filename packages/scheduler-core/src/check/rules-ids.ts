import { isBound } from "../scenario/normalize.ts";
import { BUILT_IN_COMPONENTS } from "../scenario/scenario.ts";
import { actionPath, nodePath, resourcePath, type Path, type Rule, type RuleContext } from "./context.ts";

function reportRepeated(
  ids: readonly string[],
  what: string,
  place: (index: number) => Path,
  { report }: RuleContext,
): void {
  const first = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    if (id === "") continue;
    if (!first.has(id)) first.set(id, index);
    else
      report({
        code: "duplicate-id",
        message: `another ${what} is already called "${id}"`,
        at: { path: place(index) },
      });
  }
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

export const uniqueResources: Rule = (context) => {
  reportRepeated(idsOf(context.scenario.resources), "resource", (index) => [...resourcePath(index), "id"], context);
};

export const uniqueActions: Rule = (context) => {
  reportRepeated(idsOf(context.scenario.actions), "action", (index) => [...actionPath(index), "id"], context);
};

export const uniqueNodes: Rule = (context) => {
  reportRepeated(idsOf(context.scenario.nodes), "node", (index) => [...nodePath(index), "id"], context);
};

export const uniqueComponents: Rule = (context) => {
  reportRepeated(idsOf(context.scenario.components), "component", (index) => ["components", index, "id"], context);
};

export const uniqueSecrets: Rule = (context) => {
  reportRepeated(context.scenario.secrets, "secret", (index) => ["secrets", index], context);
};

export const uniqueExportsOfAction: Rule = (context) => {
  for (const [index, action] of context.scenario.actions.entries()) {
    const names = action.export.map(({ name }) => name);
    reportRepeated(names, "export of this action", (at) => [...actionPath(index), "export", at, "name"], context);
  }
};

/** A built-in component can be bounded, and nothing else said of it. */
export const noReservedComponents: Rule = ({ scenario, report }) => {
  for (const [index, component] of scenario.components.entries()) {
    if (!BUILT_IN_COMPONENTS.includes(component.id) || isBound(component)) continue;
    report({
      code: "reserved-id",
      message: `"${component.id}" is a built-in component`,
      at: { path: ["components", index, "id"] },
      hint: "choose another id; a built-in component takes concurrency_group and rate_limit alone",
    });
  }
};
