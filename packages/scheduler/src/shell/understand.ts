import {
  describeProblem,
  liftScenario,
  readDocument,
  type Catalogue,
  type ComponentDef,
  type Diagnostic,
  type Scenario,
} from "@scheduler-components/core";
import type { Json } from "../generated/scheduler-core-libs-types.d.ts";
import type { ShellPorts } from "./ports.ts";
import { Refusal } from "./refusal.ts";

type Said = Pick<Diagnostic, "message" | "line" | "column" | "hint"> & { readonly code: string };

export interface Understood {
  readonly scenario: Scenario;
  /** One a line. */
  readonly warnings: readonly string[];
}

/** Has the document parsed and checked by the parser that was given. Throws `Refusal` with every problem. */
export function understand(parser: ShellPorts["parser"], yaml: string, catalogue: Catalogue): Understood {
  const scenario = parsed(parser, yaml);
  // First: a call of such a component would only be reported as unknown.
  if (scenario !== undefined && scenario.components.length > 0) throw noComponents(yaml, scenario.components);
  const options = JSON.stringify({ catalogue: Object.fromEntries(catalogue) }) as Json;
  const found = parser.checkScenario(yaml, options);
  const errors = found.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Refusal(errors.map(line));
  if (scenario === undefined) throw new Refusal(["The parser gave no scenario and no problem."]);
  return { scenario, warnings: found.map(line) };
}

/** Undefined where the document is not valid: `check-scenario` then says why, calls included. */
function parsed(parser: ShellPorts["parser"], yaml: string): Scenario | undefined {
  let given: ReturnType<typeof parser.parseScenario>;
  try {
    given = parser.parseScenario(yaml);
  } catch {
    return undefined;
  }
  const lifted = liftScenario(given);
  if (lifted.ok) return lifted.value;
  throw new Refusal([`The parser gave a scenario that cannot be read at ${lifted.path.join(".")}: ${lifted.message}`]);
}

function noComponents(yaml: string, components: readonly ComponentDef[]): Refusal {
  const { locate, lines } = readDocument(yaml);
  const said = components.map(({ id, source }, index) => {
    const { line: row, column } = describeProblem(
      { code: "unknown-reference", message: "", at: { path: ["components", index] } },
      locate,
      lines,
    );
    const message = `The component "${id}" (${source}) cannot be loaded here. The scheduler as a component has std and http, and no others; run the scenario with the command line instead.`;
    return line({ code: "component-unavailable", message, line: row, column });
  });
  return new Refusal(said);
}

function line({ code, message, line: row, column, hint }: Said): string {
  return `${row}:${column} ${code}: ${message}${hint === undefined || hint === null ? "" : ` (${hint})`}`;
}
