/** The conversions that shells and adapters use, one pair for each type that crosses a boundary. */
import type * as core from "../generated/scheduler-core-libs-types.d.ts";
import type * as executor from "../generated/scheduler-executor-types.d.ts";
import {
  actionOutcomeShape,
  actionRegistrationShape,
  actionShape,
  scenarioShape,
  taskAdditionShape,
  taskUpdateShape,
  wbsEditShape,
} from "../generated/shapes.ts";
import type {
  Action,
  ActionOutcome,
  ActionRegistration,
  TaskAddition,
  TaskUpdate,
  WbsEdge,
  WbsEdit,
  WbsTask,
} from "../outcome/outcome.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { lift, type Lifted } from "./lift.ts";
import { lower } from "./lower.ts";
import { liftOptions, lowerOptions } from "./options.ts";

export const liftScenario = (value: core.Scenario): Lifted<Scenario> => {
  const lifted = lift(scenarioShape, value);
  return lifted.ok ? liftOptions(lifted.value) : lifted;
};
export const lowerScenario = (value: Scenario): core.Scenario =>
  lower<core.Scenario>(scenarioShape, lowerOptions(value));

export const liftAction = (value: executor.Action): Lifted<Action> => lift(actionShape, value);
export const lowerAction = (value: Action): executor.Action => lower<executor.Action>(actionShape, value);

export const liftActionOutcome = (value: executor.ActionOutcome): Lifted<ActionOutcome> =>
  lift(actionOutcomeShape, value);
export const lowerActionOutcome = (value: ActionOutcome): executor.ActionOutcome =>
  lower<executor.ActionOutcome>(actionOutcomeShape, value);

export const liftWbsEdit = (value: executor.WbsEdit): Lifted<WbsEdit> => lift(wbsEditShape, value);
export const lowerWbsEdit = (value: WbsEdit): executor.WbsEdit => lower<executor.WbsEdit>(wbsEditShape, value);

export const liftActionRegistration = (value: executor.ActionRegistration): Lifted<ActionRegistration> =>
  lift(actionRegistrationShape, value);
export const lowerActionRegistration = (value: ActionRegistration): executor.ActionRegistration =>
  lower<executor.ActionRegistration>(actionRegistrationShape, value);

export const liftTaskAddition = (value: executor.TaskAddition): Lifted<TaskAddition> => lift(taskAdditionShape, value);
export const lowerTaskAddition = (value: TaskAddition): executor.TaskAddition =>
  lower<executor.TaskAddition>(taskAdditionShape, value);

export const liftTaskUpdate = (value: executor.TaskUpdate): Lifted<TaskUpdate> => lift(taskUpdateShape, value);
export const lowerTaskUpdate = (value: TaskUpdate): executor.TaskUpdate =>
  lower<executor.TaskUpdate>(taskUpdateShape, value);

export const liftWbsTask = (value: executor.WbsTask): Lifted<WbsTask> => lift(undefined, value);
export const lowerWbsTask = (value: WbsTask): executor.WbsTask => lower<executor.WbsTask>(undefined, value);

export const liftWbsEdge = (value: executor.WbsEdge): Lifted<WbsEdge> => lift(undefined, value);
export const lowerWbsEdge = (value: WbsEdge): executor.WbsEdge => lower<executor.WbsEdge>(undefined, value);
