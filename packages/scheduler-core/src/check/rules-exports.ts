import { actionPath, type Rule } from "./context.ts";

/** The same name means the same thing wherever it is exported. */
export const consistentExports: Rule = ({ scenario, report }) => {
  const first = new Map<string, { type: string; scope: string; value: string | undefined }>();
  for (const [index, action] of scenario.actions.entries()) {
    for (const [at, { name, type, scope, default: initial }] of action.export.entries()) {
      if (name === "") continue;
      const path = [...actionPath(index), "export", at];
      if (type === "metric" && initial !== undefined && typeof initial !== "number") {
        report({
          code: "invalid-default",
          message: "the default of a metric must be a number",
          at: { path: [...path, "default"] },
        });
      }
      const value = initial === undefined ? undefined : JSON.stringify(initial);
      const known = first.get(name);
      if (known === undefined) {
        first.set(name, { type, scope, value });
        continue;
      }
      const differs =
        known.type !== type
          ? "type"
          : known.scope !== scope
            ? "scope"
            : known.value !== undefined && value !== undefined && known.value !== value
              ? "default"
              : undefined;
      known.value ??= value;
      if (differs === undefined) continue;
      report({
        code: "conflicting-export",
        message: `the export "${name}" has another ${differs} in another action`,
        at: { path: [...path, differs] },
      });
    }
  }
};
