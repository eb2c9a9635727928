import type { Report } from "../diagnostics/diagnostic.ts";
import { parsePointer } from "../json/pointer.ts";
import type { JsonValue } from "../json/value.ts";
import { follow } from "./schema-at.ts";
import { shapeProblem } from "./shape-problem.ts";
import { validate } from "./validator.generated.js";

/**
 * Reports every place where a written scenario has not the shape of `scenario.schema.json`. Of many
 * errors, somewhat more than `most` are looked at: some only repeat another. Returns whether there was none.
 */
export function checkShape(written: JsonValue, report: Report, most: number): boolean {
  if (validate(written)) return true;
  const errors = validate.errors ?? [];
  validate.errors = null;
  for (const error of errors.slice(0, 2 * most + 10)) {
    const { path, value } = follow(written, parsePointer(error.instancePath) ?? []);
    const problem = shapeProblem({ keyword: error.keyword, params: error.params, path, value });
    if (problem !== undefined) report(problem);
  }
  return false;
}
