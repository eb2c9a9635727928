import { checkParsedScenario, checkScenario, type Catalogue, type Scenario } from "@scheduler-components/core";
import { ScenarioInvalidError } from "./errors.ts";

/** Checks a text; an understood scenario is taken at its word, but for what a run cannot do without. */
export function understand(source: string | Scenario): Scenario {
  const checked = typeof source === "string" ? checkScenario(source) : undefined;
  if (checked === undefined) {
    const { nodes, components } = Object(source) as Partial<Scenario>;
    if (Array.isArray(nodes) && Array.isArray(components)) return source as Scenario;
    throw new TypeError("scenario: expected a text (YAML or JSON), or the scenario that checkScenario gives");
  }
  if (!checked.ok || checked.scenario === undefined) throw new ScenarioInvalidError(checked.diagnostics);
  return checked.scenario;
}

/** The second look, now that it is known what the components offer. */
export function checkCalls(source: string | Scenario, scenario: Scenario, catalogue: Catalogue): void {
  if (typeof source !== "string" || checkParsedScenario(scenario, { catalogue }).length === 0) return;
  const checked = checkScenario(source, { catalogue });
  if (!checked.ok) throw new ScenarioInvalidError(checked.diagnostics);
}
