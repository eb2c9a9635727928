/** Edits, briefly. */
import type { WbsEdit } from "../../../src/outcome/outcome.ts";

export const register = (id: string, call = "std.noop", priority?: number): WbsEdit => ({
  tag: "register-action",
  val: { id, call, ...(priority === undefined ? {} : { priority }) },
});
export const addTask = (
  id: string,
  after: string[] = [],
  to: string[] = [],
  more: { action?: string; priority?: number } = {},
): WbsEdit => ({
  tag: "add-task",
  val: { id, action: "act", after, edges: to.map((each) => ({ to: each, on: "succeeded" })), ...more },
});
export const update = (id: string, val: { action?: string; priority?: number }): WbsEdit => ({
  tag: "update-task",
  val: { id, ...val },
});
export const removeTask = (id: string): WbsEdit => ({ tag: "remove-task", val: id });
export const addEdge = (from: string, to: string, on: "succeeded" | "failed" | "always" = "succeeded"): WbsEdit => ({
  tag: "add-edge",
  val: { from, to, on },
});
export const removeEdge = (from: string, to: string): WbsEdit => ({ tag: "remove-edge", val: { from, to } });
