export type { ActionComponent, MeteredComponent } from "./contract/component.ts";
export type { ActionContext } from "./contract/context.ts";
export type { ToActionErrorOptions } from "./contract/action-error.ts";
export { causesOf, toActionError } from "./contract/action-error.ts";
export type { Failure } from "./contract/outcomes.ts";
export { cancelled, failed, succeeded, timedOut } from "./contract/outcomes.ts";
export type { OutcomeCheck } from "./contract/check-outcome.ts";
export { checkOutcome, whyNotOutcome } from "./contract/check-outcome.ts";
export type { CallDefinition, ComponentDefinition } from "./contract/define-component.ts";
export { defineCall, defineComponent, unknownCall } from "./contract/define-component.ts";
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
export type { ContextErrorCode } from "./context/context-error.ts";
export { ContextError } from "./context/context-error.ts";
export type { ContextLimits } from "./context/limits.ts";
export { DEFAULT_CONTEXT_LIMITS } from "./context/limits.ts";
export type { RunView } from "./context/run-view.ts";
export type { ContextYield } from "./context/action-context.ts";
export { cancelContext, closeContext, onCancelled, createActionContext } from "./context/action-context.ts";
export type { Timer } from "./time/timer.ts";
export { systemTimer } from "./time/timer.ts";
export type {
  Acquired,
  ComponentSource,
  Described,
  Registry,
  RegistryOptions,
  ReleaseProblem,
} from "./registry/registry.ts";
export { createRegistry, DEFAULT_INIT_TIMEOUT_MS, DEFAULT_RELEASE_TIMEOUT_MS } from "./registry/registry.ts";
export type { StdErrorCode } from "./std/codes.ts";
export { STD_ERROR_CODES } from "./std/codes.ts";
export type { StdOptions } from "./std/std-component.ts";
export { createStdComponent } from "./std/std-component.ts";
export type { Waiting } from "./std/waiting.ts";
export { waitingEnded, waitingOf } from "./std/waiting.ts";
export { isJsonObject } from "@scheduler-components/core";
export type { Evaluated, Expression, ParsedExpression, Scope } from "@scheduler-components/core";
export { liftAction, lowerAction, lowerActionOutcome, parseExpression } from "@scheduler-components/core";
