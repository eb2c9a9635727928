/**
 * What grows in the understood form: it crosses a component's boundary as one JSON object each (`options` in `wit/core-libs`), so that
 * a further key changes no record there. `wit/options.ts` leads from one to the other.
 */

/** Whether an attempt that was under way when its process died is carried out once more. */
export type Delivery = "at_least_once" | "at_most_once";

export const DELIVERIES: readonly Delivery[] = ["at_least_once", "at_most_once"];

export interface ActionOptions {
  /** At least once where it is not said. */
  readonly delivery?: Delivery;
}

export interface ScenarioOptions {
  /** Of the whole run, in milliseconds from its begin. */
  readonly deadline?: number;
  /** Of an action that is registered while the run goes on. */
  readonly defaultDelivery?: Delivery;
}
