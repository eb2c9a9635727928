export type { JsonObject, JsonValue } from "./json/value.ts";
export { isJsonObject } from "./json/value.ts";
export type { Measured } from "./json/measure.ts";
export { measureJson } from "./json/measure.ts";
export { closest } from "./json/closest.ts";
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
  EditReport,
  LogReport,
  MetricReport,
  RunReport,
  RunStatus,
  RunSummary,
  TaskReport,
  TaskResult,
  Trace,
} from "./workbook/report.ts";
export type { ReadDocument } from "./read/document.ts";
export { readDocument } from "./read/document.ts";
