import { didYouMean } from "../json/closest.ts";
import { actionPath, type Rule } from "./context.ts";
import { suggestible } from "./names.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

export const knownGroups: Rule = ({ scenario, unsure, report, isFull }) => {
  const groups = new Set(Object.keys(scenario.concurrencyGroups ?? {}));
  for (const name of groups) {
    if (NAME.test(name)) continue;
    const message = `${JSON.stringify(name.slice(0, 60))} is not an id: a letter or _, then letters, digits, _ and -`;
    report({ code: "invalid-id", message, at: { path: ["concurrency_groups", name], part: "key" } });
  }
  if (unsure.groups) return;
  for (const [index, { concurrencyGroup: group }] of scenario.actions.entries()) {
    if (group === undefined || group === "" || groups.has(group)) continue;
    if (isFull()) return;
    report({
      code: "unknown-reference",
      message: `no concurrency group is called "${group}"`,
      at: { path: [...actionPath(index), "concurrency_group"] },
      hint: didYouMean(group, suggestible(groups).keys()) ?? "give its limit below concurrency_groups",
    });
  }
};

/** A limit of nothing would let nothing happen. */
export const limitsAboveZero: Rule = ({ scenario, report }) => {
  if (scenario.deadline !== 0) return;
  report({ code: "out-of-range", message: '"deadline" must be more than 0', at: { path: ["deadline"] } });
};
