import { isBound } from "../scenario/normalize.ts";
import type { Rule } from "./context.ts";

const NPM = /^npm:(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;

/** Whether a path leads out of the folder that it starts from, by its text alone. */
export function leavesFolder(source: string): boolean {
  if (
    source.startsWith("/") ||
    source.startsWith("~") ||
    source.includes("\\") ||
    /^[A-Za-z][A-Za-z0-9+.-]*:/.test(source)
  )
    return true;
  let depth = 0;
  for (const part of source.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/** A document names only files beside it; what the operator names is not limited so. */
export const sourcesInFolder: Rule = ({ scenario, report }) => {
  for (const [index, component] of scenario.components.entries()) {
    if (isBound(component)) continue;
    const { source } = component;
    const at = { path: ["components", index, "source"] };
    if (source.startsWith("npm:")) {
      if (!NPM.test(source))
        report({
          code: "invalid-source",
          message: `"${source.slice(0, 80)}" names no npm package`,
          at,
          hint: "write npm:name or npm:@scope/name",
        });
    } else if (leavesFolder(source)) {
      report({
        code: "source-outside-folder",
        message: `"${source.slice(0, 80)}" is not a file in the scenario's folder`,
        at,
        hint: "put the file below the scenario, or let the operator name it: --component id=source",
      });
    }
  }
};

/** A component can only be given secrets that the scenario declares. */
export const requestedSecretsDeclared: Rule = ({ scenario, unsure, report }) => {
  if (unsure.secrets) return;
  for (const [index, { requests }] of scenario.components.entries()) {
    const names = (requests as { readonly secrets?: readonly string[] } | undefined)?.secrets ?? [];
    for (const [at, name] of names.entries()) {
      if (scenario.secrets.includes(name)) continue;
      report({
        code: "unknown-reference",
        message: `no secret is called "${name}"`,
        at: { path: ["components", index, "requests", "secrets", at] },
        hint: `declare it at the top: secrets: [${name}]`,
      });
    }
  }
};

/** Whoever looked at a component's file has found that nobody can use it. */
export const componentsUsable: Rule = ({ scenario, refused, report }) => {
  for (const [index, { id }] of scenario.components.entries()) {
    const why = refused.get(id);
    if (why !== undefined) report({ code: "component-refused", ...why, at: { path: ["components", index, "source"] } });
  }
};
