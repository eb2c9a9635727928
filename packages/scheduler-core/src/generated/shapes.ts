// Generated from wit/ by `pnpm codegen`. Do not edit.
import type { Shape } from "../wit/shape.ts";

export const workflowNodeShape: Shape = { with: "json", options: "json" };
export const exportDefShape: Shape = { default: "json" };
export const actionDefShape: Shape = { with: "json", export: [exportDefShape], options: "json" };
export const resourceDefShape: Shape = { properties: "json" };
export const componentDefShape: Shape = { config: "json", requests: "json" };
export const scenarioShape: Shape = { inputs: "json", components: [componentDefShape], resources: [resourceDefShape], actions: [actionDefShape], nodes: [workflowNodeShape], options: "json" };
export const actionShape: Shape = { parameters: "json" };
export const actionOutcomeShape: Shape = { output: "json" };
export const actionRegistrationShape: Shape = { with: "json" };
export const taskAdditionShape: Shape = { with: "json" };
export const taskUpdateShape: Shape = { with: "json" };
export const wbsEditShape: Shape = { $cases: { "register-action": actionRegistrationShape, "add-task": taskAdditionShape, "update-task": taskUpdateShape } };
