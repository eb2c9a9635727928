/**
 * The guest entry: exactly the interface `parser` of `wit/core-libs`, to be compiled to a component. It reads and checks
 * nothing of its own.
 */
import { checkParsedScenario, checkScenario } from "./check/check-scenario.ts";
import type * as generated from "./generated/scheduler-core-libs-parser.d.ts";
import { formatPointer } from "./json/pointer.ts";
import { isJsonObject, type JsonObject } from "./json/value.ts";
import type { Catalogue, Manifest } from "./manifest/manifest.ts";
import { liftScenario, lowerScenario } from "./wit/convert.ts";
import { liftJson } from "./wit/lift.ts";

/** A thrown string is what every JavaScript guest turns into `result::err`. */
function refuse(lines: readonly string[]): never {
  // oxlint-disable-next-line no-throw-literal -- see above; an Error would be a trap in some guests.
  throw lines.join("\n");
}

function parseScenario(yaml: string): generated.Scenario {
  const { scenario, diagnostics } = checkScenario(yaml);
  if (scenario !== undefined) return lowerScenario(scenario);
  return refuse(
    diagnostics.map(
      ({ code, message, line, column, hint }) =>
        `${line}:${column} ${code}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
    ),
  );
}

function validateScenario(scenario: generated.Scenario): void {
  const lifted = liftScenario(scenario);
  if (!lifted.ok) return refuse([`${formatPointer(lifted.path)}: ${lifted.message}`]);
  const errors = checkParsedScenario(lifted.value).filter(({ severity }) => severity !== "warning");
  if (errors.length > 0) refuse(errors.map(({ at, code, message }) => `${formatPointer(at.path)} ${code}: ${message}`));
}

function checkScenarioText(yaml: string, options: generated.Json): generated.Diagnostic[] {
  const catalogue = catalogueOf(options);
  const { diagnostics } = checkScenario(yaml, catalogue === undefined ? {} : { catalogue });
  return diagnostics.map((diagnostic) => ({ ...diagnostic }));
}

/** `options.catalogue`: manifests by component id. Options that are no object, or hold none, check no calls. */
function catalogueOf(options: string): Catalogue | undefined {
  const lifted = liftJson(options === "" ? "{}" : options);
  const given = lifted.ok && isJsonObject(lifted.value) ? lifted.value["catalogue"] : undefined;
  if (!isJsonObject(given)) return undefined;
  return new Map(
    Object.entries(given).filter((entry): entry is [string, Manifest & JsonObject] => isManifest(entry[1])),
  );
}

function isManifest(value: unknown): boolean {
  const manifest = value as JsonObject | null;
  if (typeof manifest !== "object" || manifest === null || !isJsonObject(manifest["calls"])) return false;
  return Object.values(manifest["calls"]).every((call) => isJsonObject(call) && isJsonObject(call["parameters"]));
}

export const parser: typeof generated = { parseScenario, validateScenario, checkScenario: checkScenarioText };
