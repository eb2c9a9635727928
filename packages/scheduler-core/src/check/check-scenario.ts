import { describeProblem, describeTextProblem, sortDiagnostics } from "../diagnostics/describe.ts";
import type { Diagnostic, Problem } from "../diagnostics/diagnostic.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { Catalogue } from "../manifest/manifest.ts";
import { readDocument } from "../read/document.ts";
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from "../read/limits.ts";
import { understand, withoutBound } from "../scenario/normalize.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { WrittenScenario } from "../scenario/written.ts";
import { checkShape } from "../schema/check-shape.ts";
import { checkSchedules, type CronProblem } from "./check-schedules.ts";
import { collect, tooManyProblems, type Collector } from "./collect.ts";
import { createContext, type KnownChild, type RefusedComponents, type RuleContext } from "./context.ts";
import { RULES } from "./rules.ts";
import { allCallsCheckable } from "./rules-calls.ts";
import { validValues } from "./rules-values.ts";
import { unsureNames } from "./unsure.ts";

export interface CheckOptions {
  /** Manifests by component id, the built-in ones included. Without it calls and parameters are not checked. */
  readonly catalogue?: Catalogue;
  readonly limits?: Partial<DocumentLimits>;
  /** Components that the scenario declares and that cannot be used, by id. */
  readonly refused?: RefusedComponents;
  /** What is known of the scenarios that `scenario.run` names, by the file as it is written. Those that are not there are not checked. */
  readonly children?: ReadonlyMap<string, KnownChild>;
  /** Judges the cron expressions of schedules. Without it only their shape is checked. */
  readonly cronProblem?: CronProblem;
}

export interface CheckResult {
  /** No diagnostic is an error. */
  readonly ok: boolean;
  /** The understood scenario, when `ok`. */
  readonly scenario?: Scenario;
  /** By line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a catalogue described the component of every call. */
  readonly callsChecked: boolean;
}

function runRules(context: RuleContext): void {
  for (const rule of RULES) if (!context.isFull()) rule(context);
}

interface Checked {
  readonly scenario: Scenario;
  readonly callsChecked: boolean;
}

function checkValue(value: JsonValue, options: CheckOptions, collector: Collector, most: number): Checked {
  const shaped = checkShape(value, collector.report, most);
  const scenario = understand(value, collector.report);
  const unsure = shaped ? undefined : unsureNames(value, scenario);
  const context = createContext(scenario, options, collector, unsure);
  runRules(context);
  if (!context.isFull()) checkSchedules(value, scenario, options.cronProblem, collector.report);
  return { scenario, callsChecked: allCallsCheckable(context) };
}

function finish(diagnostics: Diagnostic[], checked: Checked | undefined): CheckResult {
  const ok = checked !== undefined && !diagnostics.some(({ severity }) => severity === "error");
  return {
    ok,
    ...(ok ? { scenario: withoutBound(checked.scenario) } : {}),
    diagnostics: sortDiagnostics(diagnostics),
    callsChecked: checked?.callsChecked ?? false,
  };
}

/**
 * Reads and checks a document in YAML or JSON. Every problem is found at once, each with its place; nothing is thrown, whatever
 * the text.
 *
 * @example
 * const { ok, scenario, diagnostics } = checkScenario(text, { catalogue });
 * if (!ok) console.error(formatDiagnostics(text, diagnostics, { file: "deploy.yaml" }));
 */
export function checkScenario(text: string | Uint8Array, options: CheckOptions = {}): CheckResult {
  const most = options.limits?.maxDiagnostics ?? DEFAULT_DOCUMENT_LIMITS.maxDiagnostics;
  const document = readDocument(text, options.limits);
  const diagnostics = document.problems.slice(0, most).map((problem) => describeTextProblem(problem, document.lines));
  const collector = collect(Math.max(0, most - diagnostics.length));
  let checked: Checked | undefined;
  if (document.value === null) {
    collector.report({ code: "empty-document", message: "the document is empty", at: { path: [] } });
  } else if (document.value !== undefined) checked = checkValue(document.value, options, collector, most);
  for (const problem of collector.problems) diagnostics.push(describeProblem(problem, document.locate, document.lines));
  const result = finish(diagnostics, checked);
  if (!collector.isFull() && document.problems.length <= most) return result;
  return {
    ...result,
    ok: false,
    diagnostics: [...result.diagnostics, describeProblem(tooManyProblems(most), document.locate, document.lines)],
  };
}

/** Checks a written scenario that is an object already. There is no text, so lines and columns are 0. */
export function checkWrittenScenario(written: WrittenScenario | JsonObject, options: CheckOptions = {}): CheckResult {
  const most = options.limits?.maxDiagnostics ?? DEFAULT_DOCUMENT_LIMITS.maxDiagnostics;
  const collector = collect(most);
  const checked = checkValue(written as object as JsonObject, options, collector, most);
  const diagnostics = collector.problems.map((problem) => describeProblem(problem));
  if (collector.isFull()) diagnostics.push(describeProblem(tooManyProblems(most)));
  return finish(diagnostics, checked);
}

/**
 * Checks an understood scenario that came neither from text nor from an object of the written form. Places are those of the
 * written form.
 */
export function checkParsedScenario(scenario: Scenario, options: CheckOptions = {}): readonly Problem[] {
  const most = options.limits?.maxDiagnostics ?? DEFAULT_DOCUMENT_LIMITS.maxDiagnostics;
  const collector = collect(most);
  const context = createContext(scenario, options, collector);
  validValues(context);
  runRules(context);
  return !collector.isFull() ? collector.problems : [...collector.problems, tooManyProblems(most)];
}
