import { didYouMean } from "../json/closest.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { HTTP_VERBS } from "../scenario/normalize-action.ts";
import type { ActionDef, Scenario } from "../scenario/scenario.ts";
import type { JsonValue } from "../json/value.ts";
import { actionPath, type Path, type Rule, type RuleContext } from "./context.ts";

/** Component and operation of `component.operation`. */
export function splitCall(call: string): { component: string; operation: string } | undefined {
  const dot = call.indexOf(".");
  return dot < 0 ? undefined : { component: call.slice(0, dot), operation: call.slice(dot + 1) };
}

/** A call with its parameters, and where it is written: an action's, or its compensation's. */
export interface WrittenCall {
  readonly call: string;
  readonly with?: JsonValue;
  readonly path: Path;
}

export function compensations({ actions }: Scenario): readonly WrittenCall[] {
  return actions.flatMap(({ compensate }, index) =>
    compensate === undefined ? [] : [{ ...compensate, path: [...actionPath(index), "compensate"] }],
  );
}

function calls(scenario: Scenario): readonly WrittenCall[] {
  const own = scenario.actions.map(({ call }, index) => ({ call, path: actionPath(index) }));
  return [...own, ...compensations(scenario)];
}

export function manifestOf(action: Pick<ActionDef, "call">, { catalogue }: RuleContext): Manifest | undefined {
  const call = splitCall(action.call);
  return call === undefined ? undefined : catalogue?.get(call.component);
}

/** Whether every call's component is in the catalogue: then what the rules below did not find is not there. */
export function allCallsCheckable(context: RuleContext): boolean {
  return (
    context.catalogue !== undefined &&
    calls(context.scenario).every((action) => manifestOf(action, context) !== undefined)
  );
}

export const knownCalls: Rule = (context) => {
  const { scenario, catalogue, report } = context;
  if (catalogue === undefined) return;
  const declared = new Set(scenario.components.map(({ id }) => id));
  for (const written of calls(scenario)) {
    const call = splitCall(written.call);
    if (call === undefined) continue;
    const at = { path: [...written.path, "call"] };
    const manifest = catalogue.get(call.component);
    if (manifest !== undefined) {
      if (Object.hasOwn(manifest.calls, call.operation)) continue;
      const operations = Object.keys(manifest.calls);
      const hint =
        didYouMean(call.operation, operations) ??
        (operations.length > 12 ? undefined : `it has ${operations.join(", ")}`);
      report({
        code: "unknown-call",
        message: `the component "${call.component}" has no operation "${call.operation}"`,
        at,
        ...(hint === undefined ? {} : { hint }),
      });
    } else if (!declared.has(call.component)) {
      // One that is declared and yet not in the catalogue could not be described; whoever made the catalogue has said so.
      const hint = didYouMean(call.component, [...catalogue.keys(), ...declared]) ?? bareVerb(call.component);
      report({
        code: "unknown-component",
        message: `no component is called "${call.component}"`,
        at,
        hint: hint ?? "declare it below components",
      });
    }
  }
};

function bareVerb(component: string): string | undefined {
  return HTTP_VERBS.includes(component) ? `did you mean "http.${component}"?` : undefined;
}
