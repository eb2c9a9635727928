import type { Rule } from "./context.ts";
import { soundChildren } from "./rules-children.ts";
import { knownCalls } from "./rules-calls.ts";
import { componentsUsable, requestedSecretsDeclared, sourcesInFolder } from "./rules-components.ts";
import { knownGroups, limitsAboveZero } from "./rules-control.ts";
import { consistentExports } from "./rules-exports.ts";
import { soundExpressions } from "./rules-expressions.ts";
import {
  knownActions,
  knownTargets,
  noJoinAnyInLoop,
  noJoinBelowAny,
  noLoopsNestedTooDeep,
  onlyUsefulKeys,
} from "./rules-graph.ts";
import {
  noReservedComponents,
  uniqueActions,
  uniqueComponents,
  uniqueExportsOfAction,
  uniqueNodes,
  uniqueResources,
  uniqueSecrets,
} from "./rules-ids.ts";
import { soundInputs } from "./rules-inputs.ts";
import { listOfItems, usableItemNames } from "./rules-items.ts";
import { validParameters } from "./rules-parameters.ts";

/** What a scenario of the right shape must fulfil to make sense. Findings of all rules are collected. */
export const RULES: readonly Rule[] = [
  uniqueResources,
  uniqueActions,
  uniqueNodes,
  uniqueComponents,
  uniqueSecrets,
  uniqueExportsOfAction,
  noReservedComponents,
  sourcesInFolder,
  requestedSecretsDeclared,
  componentsUsable,
  soundInputs,
  consistentExports,
  knownCalls,
  validParameters,
  soundChildren,
  knownActions,
  knownTargets,
  onlyUsefulKeys,
  knownGroups,
  limitsAboveZero,
  noJoinAnyInLoop,
  noJoinBelowAny,
  noLoopsNestedTooDeep,
  usableItemNames,
  listOfItems,
  soundExpressions,
];
