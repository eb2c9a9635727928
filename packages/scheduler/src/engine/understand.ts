/**
 * Scenarios, understood and checked. Many runs of a scheduler are often of one text, and their components describe themselves alike: what is
 * found out about those is found out once.
 */
import {
  checkParsedScenario,
  checkScenario,
  jsonEqual,
  Planner,
  type Catalogue,
  type JsonValue,
  type Scenario,
} from "@scheduler-components/core";
import { ScenarioInvalidError } from "./errors.ts";

/** Texts that are remembered, and characters of all of them. */
const MOST_TEXTS = 16;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** A scenario, and what its calls are planned with. */
export class Understood {
  readonly scenario: Scenario;
  readonly #text: string | undefined;
  #planned: { readonly catalogue: Catalogue; readonly planner: Planner } | undefined;

  constructor(scenario: Scenario, text: string | undefined) {
    this.scenario = scenario;
    this.#text = text;
  }

  /** The second look, now that it is known what the components offer. Throws `ScenarioInvalidError`. */
  plan(catalogue: Catalogue): Planner {
    if (this.#planned !== undefined && saysTheSame(this.#planned.catalogue, catalogue)) return this.#planned.planner;
    if (this.#text !== undefined && checkParsedScenario(this.scenario, { catalogue }).length > 0) {
      const checked = checkScenario(this.#text, { catalogue });
      if (!checked.ok) throw new ScenarioInvalidError(checked.diagnostics);
    }
    this.#planned = { catalogue, planner: new Planner(catalogue) };
    return this.#planned.planner;
  }
}

/** Components of another run may describe themselves otherwise. */
function saysTheSame(one: Catalogue, other: Catalogue): boolean {
  if (one.size !== other.size) return false;
  for (const [id, manifest] of one) {
    const said = other.get(id);
    if (said === undefined || !jsonEqual(manifest as unknown as JsonValue, said as unknown as JsonValue)) return false;
  }
  return true;
}

export class UnderstoodScenarios {
  /** By text, the one used last at the end. */
  readonly #known = new Map<string, Understood>();
  #characters = 0;

  /** Checks a text; an understood scenario is taken at its word, but for what a run cannot do without. Throws `ScenarioInvalidError`. */
  understand(source: string | Scenario): Understood {
    if (typeof source !== "string") {
      const { nodes, components } = Object(source) as Partial<Scenario>;
      if (Array.isArray(nodes) && Array.isArray(components)) return new Understood(source, undefined);
      throw new TypeError("scenario: expected a text (YAML or JSON), or the scenario that checkScenario gives");
    }
    const known = this.#known.get(source);
    if (known !== undefined) {
      this.#known.delete(source);
      this.#known.set(source, known);
      return known;
    }
    const checked = checkScenario(source);
    if (!checked.ok || checked.scenario === undefined) throw new ScenarioInvalidError(checked.diagnostics);
    const understood = new Understood(checked.scenario, source);
    this.#remember(source, understood);
    return understood;
  }

  #remember(text: string, understood: Understood): void {
    this.#known.set(text, understood);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_TEXTS && this.#characters <= MOST_CHARACTERS) return;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
