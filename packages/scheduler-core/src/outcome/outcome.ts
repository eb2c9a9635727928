/** What attempts give and ask for, derived from `wit/executor`. */
import type * as wit from "../generated/scheduler-executor-types.d.ts";
import type { Native } from "../json/native.ts";

export type Action = Native<wit.Action>;
export type ActionStatus = wit.ActionStatus;
export type ActionError = Native<wit.ActionError>;
export type ErrorCause = Native<wit.ErrorCause>;
export type ActionOutcome = Native<wit.ActionOutcome>;
export type TaskStatus = wit.TaskStatus;
export type WbsTask = Native<wit.WbsTask>;
export type WbsEdge = Native<wit.WbsEdge>;
export type WbsTarget = Native<wit.WbsTarget>;
export type WbsEdit = Native<wit.WbsEdit>;
export type ActionRegistration = Native<wit.ActionRegistration>;
export type TaskAddition = Native<wit.TaskAddition>;
export type TaskUpdate = Native<wit.TaskUpdate>;
export type EdgeRemoval = Native<wit.EdgeRemoval>;
export type LogLevel = wit.LogLevel;
export type LogEntry = wit.LogEntry;
