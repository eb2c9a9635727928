export type { JsonObject, JsonValue } from "./json/value.ts";
export { isJsonObject } from "./json/value.ts";
export type { Measured } from "./json/measure.ts";
export { measureJson } from "./json/measure.ts";
export { closest, didYouMean } from "./json/closest.ts";
export { jsonEqual } from "./json/equal.ts";
export { getOwn, mergeObjects, setOwn } from "./json/object.ts";
export { formatPointer, parsePointer } from "./json/pointer.ts";
export { stableStringify, toText } from "./json/text.ts";
export type { OutcomeView, Scope } from "./expression/scope.ts";
export type { ExpressionLimits } from "./expression/limits.ts";
export { DEFAULT_EXPRESSION_LIMITS } from "./expression/limits.ts";
export type { Evaluated, Expression } from "./expression/expression.ts";
export type { Reference } from "./expression/context.ts";
export type { ParsedExpression } from "./expression/parse.ts";
export { parseExpression } from "./expression/parse.ts";
export type { KnownNames, Names, ReferenceProblem } from "./expression/references.ts";
export { checkReferences } from "./expression/references.ts";
export type { ExpressionFunction } from "./expression/function.ts";
export { EXPRESSION_FUNCTIONS } from "./expression/functions.ts";
export type { Rendered, Template } from "./expression/template.ts";
export { compileTemplate, templateExpressions } from "./expression/template.ts";
export { holdsTemplate } from "./expression/template-text.ts";
export type {
  CheckOptions as SchemaCheckOptions,
  CompiledSchema,
  SchemaChecker,
  SchemaIssue,
  SchemaLimits,
  SchemaProblem,
} from "./json-schema/schema.ts";
export { DEFAULT_SCHEMA_LIMITS } from "./json-schema/schema.ts";
export { compileSchema, SCHEMA_KEYWORDS } from "./json-schema/compile.ts";
export { applyDefaults } from "./json-schema/defaults.ts";
export type { CompiledPattern, Pattern } from "./json-schema/pattern.ts";
export { compilePattern } from "./json-schema/pattern.ts";
export type { Shape } from "./wit/shape.ts";
export type { Lifted } from "./wit/lift.ts";
export { lift, liftJson } from "./wit/lift.ts";
export { lower, lowerJson } from "./wit/lower.ts";
export {
  liftAction,
  liftActionOutcome,
  liftActionRegistration,
  liftScenario,
  liftTaskAddition,
  liftTaskUpdate,
  liftWbsEdge,
  liftWbsEdit,
  liftWbsTask,
  lowerAction,
  lowerActionOutcome,
  lowerActionRegistration,
  lowerScenario,
  lowerTaskAddition,
  lowerTaskUpdate,
  lowerWbsEdge,
  lowerWbsEdit,
  lowerWbsTask,
} from "./wit/convert.ts";
export type { Native } from "./json/native.ts";
export type { CallManifest, Catalogue, Manifest } from "./manifest/manifest.ts";
export type {
  ActionDef,
  ComponentDef,
  ExportDef,
  FailureMode,
  JoinMode,
  NodeType,
  ResourceDef,
  RetryPolicy,
  Scenario,
  TriggerDef,
  TriggerOn,
  WorkflowEdge,
  WorkflowNode,
} from "./scenario/scenario.ts";
export type {
  ActionOptions,
  Compensation,
  Delivery,
  ForEach,
  ItemFailureMode,
  NodeOptions,
  RateLimit,
  ScenarioOptions,
} from "./scenario/options.ts";
export type {
  Action,
  ActionError,
  ActionOutcome,
  ActionRegistration,
  ActionStatus,
  EdgeRemoval,
  ErrorCause,
  LogEntry,
  LogLevel,
  TaskAddition,
  TaskStatus,
  TaskUpdate,
  WbsEdge,
  WbsEdit,
  WbsTarget,
  WbsTask,
} from "./outcome/outcome.ts";
export type {
  ChildReport,
  EditReport,
  LogReport,
  ComponentUsage,
  MetricReport,
  RunReport,
  RunStatus,
  RunSummary,
  TaskReport,
  TaskResult,
  Trace,
} from "./workbook/report.ts";
export { secretForms } from "./workbook/secret-forms.ts";
export type { ReadDocument } from "./read/document.ts";
export { readDocument } from "./read/document.ts";
export { createRunState } from "./state/create.ts";
export { nextReady } from "./state/lanes.ts";
export { transition } from "./state/transition.ts";
export type { Command, OutgoingEdge, RunEvent, RunResult, RunState } from "./state/types.ts";
export type { CheckedEdits, EditChecks } from "./state/check-edits.ts";
export type { DocumentLimits } from "./read/limits.ts";
export { DEFAULT_DOCUMENT_LIMITS } from "./read/limits.ts";
export type { TextProblem, TextRange } from "./read/problem.ts";
export type { Diagnostic, Place, Problem, Severity } from "./diagnostics/diagnostic.ts";
export type { DiagnosticCode } from "./diagnostics/codes.ts";
export { DIAGNOSTIC_CODES } from "./diagnostics/codes.ts";
export type { FormatOptions } from "./diagnostics/format.ts";
export { formatDiagnostics } from "./diagnostics/format.ts";
export { describeProblem, describeTextProblem } from "./diagnostics/describe.ts";
export type {
  WrittenAction,
  WrittenCompensation,
  WrittenComponent,
  WrittenEdge,
  WrittenExport,
  WrittenNode,
  WrittenRateLimit,
  WrittenRequests,
  WrittenResource,
  WrittenRetry,
  WrittenScenario,
  WrittenSchedule,
  WrittenTrigger,
} from "./scenario/written.ts";
export { normalizeScenario } from "./scenario/normalize.ts";
export { formatDuration, LONGEST_DURATION, parseDuration } from "./scenario/duration.ts";
export { parseSize } from "./scenario/size.ts";
export { scenarioSchema } from "./schema/scenario-schema.ts";
export type { CheckOptions, CheckResult } from "./check/check-scenario.ts";
export type { KnownChild, RefusedComponents } from "./check/context.ts";
export type { MissedRuns, OverlappingRuns, ScheduleDef, ScheduleTimes } from "./scenario/schedule.ts";
export { readSchedules, type CronProblem } from "./check/check-schedules.ts";
export { checkParsedScenario, checkScenario, checkWrittenScenario } from "./check/check-scenario.ts";
export type { GraphDescription } from "./wbs/describe-graph.ts";
export { describeGraph } from "./wbs/describe-graph.ts";
export { Redactor } from "./workbook/redactor.ts";
export type { RunLimits } from "./run/limits.ts";
export { DEFAULT_RUN_LIMITS } from "./run/limits.ts";
export type { CreatedRun, CreateRunOptions, RunProblem } from "./run/create-run.ts";
export { createRun } from "./run/create-run.ts";
export { Planner } from "./run/plan.ts";
export type { Run, RunListener, SetExport } from "./run/run.ts";
export type { JournalEntry, JournalEvent, JournalTrace } from "./run/journal.ts";
export { recall, replay } from "./run/journal.ts";
export type { RunSnapshot } from "./run/snapshot.ts";
export { forgetRecorded, restore, takeSnapshot } from "./run/snapshot.ts";
export { rerunFrom } from "./run/rerun.ts";
export { Gates } from "./run/gates.ts";
export type { Suspended, Wait } from "./run/wait.ts";
export { receiveSignal, suspendAttempt, takeSignal } from "./run/wait.ts";
export {
  beginRun,
  checkDeadline,
  crashRun,
  failRun,
  interruptRun,
  nextTask,
  runDeadline,
  startAttempt,
} from "./run/lifecycle.ts";
export type { Attempt } from "./run/attempt.ts";
export { reopenAttempt, reopenSuspended } from "./run/attempt.ts";
export type { AttemptYield } from "./run/settle.ts";
export { endAttempt, retryDue } from "./run/settle.ts";
export { apply } from "./run/apply.ts";
export { retryDelay } from "./run/retry.ts";
export type { TakenOutcome } from "./run/take-outcome.ts";
export { shorten, takeOutcome } from "./run/take-outcome.ts";
export { cancelledOutcome, failedOutcome, timedOutOutcome } from "./run/outcomes.ts";
export { addLog, redactLog, redactTrace, reportRun } from "./run/report.ts";
export { readEdges, readExport, readResource, readTask } from "./run/read.ts";
export type { ErrorCode } from "./errors/codes.ts";
export { ERROR_CODES } from "./errors/codes.ts";
