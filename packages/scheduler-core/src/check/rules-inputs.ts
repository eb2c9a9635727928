import { isJsonObject, type JsonObject } from "../json/value.ts";
import { compileSchema } from "../json-schema/compile.ts";
import { applyDefaults } from "../json-schema/defaults.ts";
import type { Rule } from "./context.ts";

/** `inputs` is a JSON Schema that can be used, and its defaults fit it. */
export const soundInputs: Rule = ({ scenario, report }) => {
  if (scenario.inputs === undefined) return;
  const schema = scenario.inputs as JsonObject;
  const compiled = compileSchema(schema);
  if (!compiled.ok) {
    for (const { path, message, hint } of compiled.problems) {
      report({
        code: "invalid-schema",
        message,
        at: { path: ["inputs", ...path] },
        ...(hint === undefined ? {} : { hint }),
      });
    }
    return;
  }
  const defaults = applyDefaults(schema, {});
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  for (const { path, message } of compiled.checker.check(defaults)) {
    const [key] = path;
    // What is missing is the run's to give; only what a default put there is judged.
    if (typeof key !== "string" || !Object.hasOwn(defaults, key)) continue;
    const property = properties[key];
    const own = isJsonObject(property) && Object.hasOwn(property, "default");
    report({
      code: "invalid-default",
      message: `the default of "${key}" does not fit: ${message}`,
      at: { path: own ? ["inputs", "properties", key, "default", ...path.slice(1)] : ["inputs", "properties", key] },
    });
  }
};
