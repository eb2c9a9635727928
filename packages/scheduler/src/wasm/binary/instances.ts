import type { BinaryLimits } from "./limits.ts";
import type { ComponentPlan, ModulePlan } from "./plan.ts";
import { refuse } from "./refused.ts";

/** How often each module comes into being when the outermost component is instantiated once. */
export type Weighted = ReadonlyMap<ModulePlan, number>;

/**
 * Components make components: a few bytes can stand for any number of instances, each with memories and with code of its own in
 * the JavaScript. `components` are in the order in which they end, so what one makes stands before it.
 */
export function countInstances(
  components: readonly ComponentPlan[],
  modules: readonly ModulePlan[],
  limits: BinaryLimits,
): Weighted {
  const timesOf = new Map<ComponentPlan, number>(components.map((component) => [component, 0]));
  const weighted = new Map<ModulePlan, number>(modules.map((module) => [module, 0]));
  const outermost = components.at(-1);
  if (outermost !== undefined) timesOf.set(outermost, 1);
  let made = 0;
  const makes = <Made>(counts: Map<Made, number>, of: Made, times: number): void => {
    counts.set(of, (counts.get(of) ?? 0) + times);
    made += times;
    if (made > limits.instances) refuse("component-too-large", `It makes more than ${limits.instances} instances.`);
  };
  for (const component of components.toReversed()) {
    const times = timesOf.get(component) ?? 0;
    for (const module of component.modulesMade) makes(weighted, module, times);
    for (const inner of component.componentsMade) makes(timesOf, inner, times);
  }
  return weighted;
}
