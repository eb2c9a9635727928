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
  const children = scenario?.actions.flatMap(({ call }, index) => (call.startsWith("scenario.") ? [index] : [])) ?? [];
  if (children.length > 0) throw noChildren(yaml, children);
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

const ELSEWHERE =
  "The scheduler as a component has std and http, and no others; run the scenario with the command line instead.";

function noComponents(yaml: string, components: readonly ComponentDef[]): Refusal {
  return unavailable(
    yaml,
    components.map(({ id, source }, index) => ({
      path: ["components", index],
      what: `The component "${id}" (${source}) cannot be loaded here.`,
    })),
  );
}

/** One attempt at a time holds the only thread: there is none for another run. */
function noChildren(yaml: string, actions: readonly number[]): Refusal {
  const what = "A scenario cannot run another one here.";
  return unavailable(
    yaml,
    actions.map((index) => ({ path: ["actions", "actions", index, "call"], what })),
  );
}

function unavailable(
  yaml: string,
  places: readonly { readonly path: readonly (string | number)[]; readonly what: string }[],
): Refusal {
  const { locate, lines } = readDocument(yaml);
  return new Refusal(
    places.map(({ path, what }) => {
      const { line: row, column } = describeProblem(
        { code: "unknown-reference", message: "", at: { path } },
        locate,
        lines,
      );
      return line({ code: "component-unavailable", message: `${what} ${ELSEWHERE}`, line: row, column });
    }),
  );
}

function line({ code, message, line: row, column, hint }: Said): string {
  return `${row}:${column} ${code}: ${message}${hint === undefined || hint === null ? "" : ` (${hint})`}`;
}
