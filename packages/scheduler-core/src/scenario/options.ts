/**
 * What grows in the understood form: it crosses a component's boundary as one JSON object each (`options` in `wit/core-libs`), so that
 * a further key changes no record there. `wit/options.ts` leads from one to the other.
 */
import type { JsonValue } from "../json/value.ts";
import type { RetryPolicy } from "./scenario.ts";

/** Whether an attempt that was under way when its process died is carried out once more. */
export type Delivery = "at_least_once" | "at_most_once";

export const DELIVERIES: readonly Delivery[] = ["at_least_once", "at_most_once"];

/** In no stretch of `per` milliseconds do more than `count` attempts begin. */
export interface RateLimit {
  readonly count: number;
  readonly per: number;
}

/** How what an action did is undone, when the run ends without success. */
export interface Compensation {
  readonly call: string;
  readonly with?: JsonValue;
  readonly timeout?: number;
  readonly retry: RetryPolicy;
}

/** So many times are remembered for one limit at most. */
export const MOST_RATE_COUNT = 100_000;

export interface ActionOptions {
  /** At least once where it is not said. */
  readonly delivery?: Delivery;
  /** One of the scenario's, which bounds the attempts in flight of all its actions together. */
  readonly concurrencyGroup?: string;
  readonly rateLimit?: RateLimit;
  readonly compensate?: Compensation;
}

/** What becomes of the items of a node that have not begun when one of them fails. */
export type ItemFailureMode = "stop" | "continue";

export const ITEM_FAILURE_MODES: readonly ItemFailureMode[] = ["stop", "continue"];

export const DEFAULT_ITEM_NAME = "item";

/** A node whose action is carried out once for each item of a list. */
export interface ForEach {
  /** One `{{ }}` that gives the list. */
  readonly items: string;
  /** The name by which the node's `with` sees the item; `index` is its place, from 0. */
  readonly as: string;
  /** How many items may be under way at once; as many as the run has room for where it is not said. */
  readonly concurrency?: number;
  readonly onItemFailure: ItemFailureMode;
}

export interface NodeOptions {
  readonly forEach?: ForEach;
}

export interface ScenarioOptions {
  /** Of the whole run, in milliseconds from its begin. */
  readonly deadline?: number;
  /** How many attempts of a group may be in flight, by the group's name. */
  readonly concurrencyGroups?: { readonly [name: string]: number };
  /** What bounds all attempts of a component, by its id: a group, and how many begin. */
  readonly componentGroups?: { readonly [id: string]: string };
  readonly componentRateLimits?: { readonly [id: string]: RateLimit };
  /** Of an action that is registered while the run goes on. */
  readonly defaultDelivery?: Delivery;
}
