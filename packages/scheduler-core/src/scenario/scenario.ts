/**
 * The understood form of a scenario, derived from `wit/core-libs`: defaults applied, durations in milliseconds, shorthand
 * written out. The written form is `WrittenScenario`; `normalizeScenario` leads from one to the other.
 */
import type * as wit from "../generated/scheduler-core-libs-types.d.ts";
import type { Native } from "../json/native.ts";
import type { ActionOptions, NodeOptions, ScenarioOptions } from "./options.ts";

export interface Scenario extends Omit<Native<wit.Scenario>, "actions" | "nodes" | "options">, ScenarioOptions {
  readonly actions: readonly ActionDef[];
  readonly nodes: readonly WorkflowNode[];
}
export interface ActionDef extends Omit<Native<wit.ActionDef>, "options">, ActionOptions {}
export type ResourceDef = Native<wit.ResourceDef>;
export type ExportDef = Native<wit.ExportDef>;
export type ComponentDef = Native<wit.ComponentDef>;
export interface WorkflowNode extends Omit<Native<wit.WorkflowNode>, "options">, NodeOptions {}
export type WorkflowEdge = Native<wit.WorkflowEdge>;
export type TriggerDef = Native<wit.TriggerDef>;
export type TriggerOn = wit.TriggerOn;
export type RetryPolicy = Native<wit.RetryPolicy>;
export type FailureMode = wit.FailureMode;
export type NodeType = wit.NodeType;
export type JoinMode = wit.JoinMode;

/** Components that every scenario has, and whose names none can take. */
export const BUILT_IN_COMPONENTS: readonly string[] = ["std", "http", "scenario"];
export const DEFAULT_PRIORITY = 32;
export const LANES = 64;
export const DEFAULT_MAX_VISITS = 1000;
export const DEFAULT_MAX_TASKS = 100_000;
export const DEFAULT_RETRY: RetryPolicy = { attempts: 1, delay: 0, factor: 1, jitter: false };
