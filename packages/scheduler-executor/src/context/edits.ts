/** Edits as they are recorded: checked for their shape and copied, so that what a component does later changes nothing. */
import type {
  ActionRegistration,
  EdgeRemoval,
  JsonValue,
  TaskAddition,
  TaskUpdate,
  TriggerOn,
  WbsEdge,
  WbsTarget,
} from "@scheduler-components/core";
import { whyNotJson } from "../contract/json.ts";
import { ContextError } from "./context-error.ts";

const ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const TRIGGERS: ReadonlySet<unknown> = new Set<TriggerOn>(["succeeded", "failed", "always", "else"]);

export function copyRegistration(value: ActionRegistration): ActionRegistration {
  const at = "registerAction";
  const { id, call, with: parameters, priority } = record(at, value);
  return {
    id: copyId(`${at}.id`, id),
    call: copyText(`${at}.call`, call),
    ...copyWith(at, parameters),
    ...copyPriority(at, priority),
  };
}

export function copyTaskAddition(value: TaskAddition): TaskAddition {
  const at = "addTask";
  const { id, action, after, edges, priority, with: parameters } = record(at, value);
  return {
    id: copyId(`${at}.id`, id),
    action: copyId(`${at}.action`, action),
    after: list(`${at}.after`, after).map((task, index) => copyId(`${at}.after[${index}]`, task)),
    edges: list(`${at}.edges`, edges).map((edge, index) => copyTarget(`${at}.edges[${index}]`, edge)),
    ...copyPriority(at, priority),
    ...copyWith(at, parameters),
  };
}

export function copyTaskUpdate(value: TaskUpdate): TaskUpdate {
  const at = "updateTask";
  const { id, action, with: parameters, priority } = record(at, value);
  return {
    id: copyId(`${at}.id`, id),
    ...(action === undefined ? undefined : { action: copyId(`${at}.action`, action) }),
    ...copyWith(at, parameters),
    ...copyPriority(at, priority),
  };
}

export function copyEdge(value: WbsEdge): WbsEdge {
  const { from } = record("addEdge", value);
  return { from: copyId("addEdge.from", from), ...copyTarget("addEdge", value) };
}

export function copyEdgeRemoval(value: EdgeRemoval): EdgeRemoval {
  const { from, to } = record("removeEdge", value);
  return { from: copyId("removeEdge.from", from), to: copyId("removeEdge.to", to) };
}

export function copyId(at: string, value: unknown): string {
  if (typeof value === "string" && ID.test(value)) return value;
  throw invalid(`${at}: expected an id (letters, digits, _ and -, not beginning with a digit or -)`, value);
}

function copyTarget(at: string, value: unknown): WbsTarget {
  const { to, label, on, condition } = record(at, value);
  if (!TRIGGERS.has(on)) throw invalid(`${at}.on: expected succeeded, failed, always or else`, on);
  return {
    to: copyId(`${at}.to`, to),
    ...(label === undefined ? undefined : { label: copyText(`${at}.label`, label) }),
    on: on as TriggerOn,
    ...(condition === undefined ? undefined : { condition: copyText(`${at}.condition`, condition) }),
  };
}

function copyWith(at: string, value: unknown): { readonly with?: JsonValue } | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`${at}.with: expected an object`, value);
  }
  const reason = whyNotJson(value);
  if (reason !== undefined) throw new ContextError("invalid-argument", `${at}.with${reason}`);
  return { with: structuredClone(value) as JsonValue };
}

function copyPriority(at: string, value: unknown): { readonly priority?: number } | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 63) return { priority: value };
  throw invalid(`${at}.priority: expected a whole number from 0 to 63`, value);
}

function copyText(at: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw invalid(`${at}: expected a string`, value);
}

function record(at: string, value: unknown): { readonly [key: string]: unknown } {
  if (typeof value === "object" && value !== null) return value as { readonly [key: string]: unknown };
  throw invalid(`${at}: expected an object`, value);
}

function list(at: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`${at}: expected a list`, value);
}

function invalid(message: string, found: unknown): ContextError {
  const shown = typeof found === "string" ? JSON.stringify(found.slice(0, 80)) : found === null ? "null" : typeof found;
  return new ContextError("invalid-argument", `${message}, found ${shown === "undefined" ? "nothing" : shown}`);
}
