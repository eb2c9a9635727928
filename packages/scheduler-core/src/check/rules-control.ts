import { didYouMean } from "../json/closest.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { actionPath, type Path, type Rule } from "./context.ts";
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
  const check = (group: string | undefined, path: Path): void => {
    if (group === undefined || group === "" || groups.has(group) || isFull()) return;
    report({
      code: "unknown-reference",
      message: `no concurrency group is called "${group}"`,
      at: { path: [...path, "concurrency_group"] },
      hint: didYouMean(group, suggestible(groups).keys()) ?? "give its limit below concurrency_groups",
    });
  };
  const { componentGroups = {} } = scenario;
  for (const id of Object.keys(componentGroups)) check(componentGroups[id], componentPath(scenario, id));
  for (const [index, { concurrencyGroup }] of scenario.actions.entries()) check(concurrencyGroup, actionPath(index));
};

/** A limit of nothing would let nothing happen; one in no time is none. */
export const limitsAboveZero: Rule = ({ scenario, report }) => {
  const refuse = (path: Path): void =>
    report({ code: "out-of-range", message: `"${String(path.at(-1))}" must be more than 0`, at: { path } });
  if (scenario.deadline === 0) refuse(["deadline"]);
  const { componentRateLimits = {} } = scenario;
  for (const id of Object.keys(componentRateLimits))
    if (componentRateLimits[id]?.per === 0) refuse([...componentPath(scenario, id), "rate_limit", "per"]);
  for (const [index, { rateLimit }] of scenario.actions.entries())
    if (rateLimit?.per === 0) refuse([...actionPath(index), "rate_limit", "per"]);
};

function componentPath({ components }: Scenario, id: string): Path {
  return ["components", components.findIndex((component) => component.id === id)];
}
