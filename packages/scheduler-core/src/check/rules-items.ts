/** What `for_each` needs beyond the shape: a list that may be kept, and a name that an expression can read. */
import { parseExpression } from "../expression/parse.ts";
import { ITEM_INDEX, ROOTS } from "../expression/roots.ts";
import { splitTemplate } from "../expression/template-text.ts";
import { show } from "../schema/shape-problem.ts";
import { nodePath, type Rule } from "./context.ts";

const TAKEN: readonly string[] = [...ROOTS, ITEM_INDEX];

/** As the shape has it; what is not so was refused there. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether an expression reads a name by that word: `true`, `null` and `in` mean something else. */
function isReadable(name: string): boolean {
  const parsed = parseExpression(name);
  return parsed.ok && parsed.expression.references.some(({ path }) => path.length === 1 && path[0] === name);
}

export const usableItemNames: Rule = ({ scenario, report, isFull }) => {
  for (const [index, { forEach }] of scenario.nodes.entries()) {
    if (forEach === undefined || !VARIABLE.test(forEach.as)) continue;
    if (isFull()) return;
    const { as } = forEach;
    const taken = TAKEN.includes(as);
    if (!taken && isReadable(as)) continue;
    report({
      code: "reserved-id",
      message: taken ? `every expression here has a "${as}" already` : `"${as}" is a word of expressions themselves`,
      at: { path: [...nodePath(index), "as"] },
      hint: `choose another name; these are taken: ${TAKEN.join(", ")}`,
    });
  }
};

/** `for_each` is one `{{ }}` with nothing around it: around it is text, and a text is no list. Items are kept, so they are no secrets. */
export const listOfItems: Rule = ({ scenario, report, isFull }) => {
  for (const [index, { forEach }] of scenario.nodes.entries()) {
    // An empty one was refused by the shape.
    if (forEach === undefined || forEach.items.trim() === "") continue;
    if (isFull()) return;
    const path = [...nodePath(index), "for_each"];
    const split = splitTemplate(forEach.items);
    // One that is not closed is refused like every other.
    if (!split.ok) continue;
    const expressions = split.parts.filter(({ kind }) => kind === "expression");
    if (split.parts.length !== 1 || expressions.length !== 1) {
      const hint =
        expressions.length === 0
          ? "write the expression that gives the list as {{ … }}"
          : "write one {{ … }} alone, with nothing before or behind it";
      const message = `"for_each" must be one {{ }} that gives a list; found ${show(forEach.items)}`;
      report({ code: "wrong-type", message, at: { path }, hint });
    }
    for (const { text, offset } of expressions) {
      const parsed = parseExpression(text);
      if (!parsed.ok) continue;
      for (const { path: read, start, end } of parsed.expression.references) {
        if (read[0] !== "secrets") continue;
        report({
          code: "not-allowed-here",
          message: "items are kept in the journal, so they cannot be made of secrets",
          at: { path, within: { start: start + offset, end: end + offset } },
          hint: "read the secret in the node's with",
        });
      }
    }
  }
};
