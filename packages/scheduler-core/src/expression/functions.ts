import { TEXT_FUNCTIONS } from "./functions-text.ts";
import { VALUE_FUNCTIONS } from "./functions-value.ts";
import type { ExpressionFunction } from "./function.ts";

/** Every function of the language, beside `has()` and the comprehensions. The documentation's table is made from it. */
export const EXPRESSION_FUNCTIONS: readonly ExpressionFunction[] = [...VALUE_FUNCTIONS, ...TEXT_FUNCTIONS];

const byName = new Map(EXPRESSION_FUNCTIONS.map((definition) => [definition.name, definition]));

export function findFunction(name: string): ExpressionFunction | undefined {
  return byName.get(name);
}
