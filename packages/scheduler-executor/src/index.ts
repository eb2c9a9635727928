export type { ActionComponent } from "./contract/component.ts";
export type { ActionContext } from "./contract/context.ts";
export type { ToActionErrorOptions } from "./contract/action-error.ts";
export { causesOf, toActionError } from "./contract/action-error.ts";
export type { Failure } from "./contract/outcomes.ts";
export { cancelled, failed, succeeded, timedOut } from "./contract/outcomes.ts";
export type { OutcomeCheck } from "./contract/check-outcome.ts";
export { checkOutcome, whyNotOutcome } from "./contract/check-outcome.ts";
export type { CallDefinition, ComponentDefinition } from "./contract/define-component.ts";
export { defineComponent, unknownCall } from "./contract/define-component.ts";
export type { ParametersOf, ValueOf } from "./contract/schema-type.ts";
export type {
  Action,
  ActionError,
  ActionOutcome,
  ActionRegistration,
  ActionStatus,
  CallManifest,
  Catalogue,
  EdgeRemoval,
  ErrorCause,
  JsonObject,
  JsonValue,
  LogEntry,
  LogLevel,
  Manifest,
  TaskAddition,
  TaskStatus,
  TaskUpdate,
  WbsEdge,
  WbsEdit,
  WbsTarget,
  WbsTask,
} from "@scheduler-components/core";
