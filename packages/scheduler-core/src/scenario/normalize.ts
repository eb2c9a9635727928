import type { Report } from "../diagnostics/diagnostic.ts";
import { setOwn, type MutableJsonObject } from "../json/object.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { Mutable } from "./mutable.ts";
import { normalizeActions, takeDelivery } from "./normalize-action.ts";
import { duration, normalizeRateLimit, normalizeRetry, size } from "./normalize-values.ts";
import { normalizeNodes } from "./normalize-node.ts";
import { BUILT_IN_COMPONENTS, DEFAULT_RETRY, type ComponentDef, type ResourceDef, type Scenario } from "./scenario.ts";
import { get, takeList, takeNumber, takeObject, takeOne, takeText } from "./take.ts";
import type { WrittenScenario } from "./written.ts";

function normalizeRequests(written: JsonObject, path: readonly (string | number)[], report: Report): JsonObject {
  const requests: { [key: string]: JsonValue } = {};
  for (const key of ["http", "env", "secrets"]) {
    const value = get(written, key);
    if (value !== undefined) requests[key] = takeList(value).filter((one) => typeof one === "string");
  }
  for (const key of ["memory", "output", "logs", "bytes_in", "bytes_out"]) {
    const amount = size(get(written, key), [...path, key], report);
    if (amount !== undefined) requests[key] = amount;
  }
  const timeout = duration(get(written, "timeout"), [...path, "timeout"], report);
  if (timeout !== undefined) requests["timeout"] = timeout;
  for (const key of ["tables", "instances", "edits", "host_calls"]) {
    const count = get(written, key);
    if (typeof count === "number") requests[key] = count;
  }
  return requests;
}

function normalizeComponent(value: JsonValue, index: number, report: Report): ComponentDef {
  const written = takeObject(value);
  const component: Mutable<ComponentDef> = {
    id: takeText(get(written, "id")) ?? "",
    source: takeText(get(written, "source")) ?? "",
  };
  const sha256 = takeText(get(written, "sha256"));
  if (sha256 !== undefined) component.sha256 = sha256.toLowerCase();
  const config = get(written, "config");
  if (config !== undefined) component.config = config;
  const requests = get(written, "requests");
  if (requests !== undefined) {
    component.requests = normalizeRequests(takeObject(requests), ["components", index, "requests"], report);
  }
  return component;
}

/** What bounds components, by their ids; of one id the first counts. */
function takeBounds(
  list: readonly JsonValue[],
  report: Report,
): Pick<Scenario, "componentGroups" | "componentRateLimits"> {
  const groups: MutableJsonObject = {};
  const rates: MutableJsonObject = {};
  for (const [index, value] of list.entries()) {
    const written = takeObject(value);
    const id = takeText(get(written, "id")) ?? "";
    const group = takeText(get(written, "concurrency_group"));
    if (group !== undefined && !Object.hasOwn(groups, id)) setOwn(groups, id, group);
    const rate = normalizeRateLimit(get(written, "rate_limit"), ["components", index, "rate_limit"], report);
    if (rate !== undefined && !Object.hasOwn(rates, id)) setOwn(rates, id, { ...rate });
  }
  return {
    ...(Object.keys(groups).length === 0 ? undefined : { componentGroups: groups as { [id: string]: string } }),
    ...(Object.keys(rates).length === 0
      ? undefined
      : { componentRateLimits: rates as object as NonNullable<Scenario["componentRateLimits"]> }),
  };
}

/** A built-in component that the document names for its bounds alone: it is no component of the scenario's. */
export function isBound({ id, source, sha256, config, requests }: ComponentDef): boolean {
  return (
    BUILT_IN_COMPONENTS.includes(id) &&
    source === "" &&
    sha256 === undefined &&
    config === undefined &&
    requests === undefined
  );
}

/** A checked scenario without what it names for its bounds alone, whose place nobody asks for any more. */
export function withoutBound(scenario: Scenario): Scenario {
  return scenario.components.some(isBound)
    ? { ...scenario, components: scenario.components.filter((component) => !isBound(component)) }
    : scenario;
}

function normalizeResource(value: JsonValue): ResourceDef {
  const written = takeObject(value);
  return {
    id: takeText(get(written, "id")) ?? "",
    type: takeText(get(written, "type")) ?? "",
    properties: takeObject(get(written, "properties")),
  };
}

function normalizeGroups(written: JsonObject): { readonly [name: string]: number } {
  const groups: MutableJsonObject = {};
  // One whose limit has the wrong shape exists all the same.
  for (const name of Object.keys(written)) setOwn(groups, name, takeNumber(get(written, name)) ?? 1);
  return groups as { readonly [name: string]: number };
}

/**
 * The understood form of any value, for checking: parts of the wrong shape (reported elsewhere) count as not there, and every
 * item keeps its index. Reports only what a shape cannot say, such as a duration that is too long.
 */
export function understand(value: JsonValue, report: Report): Scenario {
  const written = takeObject(value);
  const components = takeList(get(written, "components"));
  const defaults = takeObject(get(written, "defaults"));
  const defaultRetry = normalizeRetry(get(defaults, "retry"), DEFAULT_RETRY, ["defaults", "retry"], report);
  const defaultTimeout = duration(get(defaults, "timeout"), ["defaults", "timeout"], report);
  const defaultDelivery = takeDelivery(get(defaults, "delivery"));
  const scenario: Mutable<Scenario> = {
    version: takeText(get(written, "version")) ?? "",
    name: takeText(get(written, "name")) ?? "",
    secrets: takeList(get(written, "secrets")).map((name) => takeText(name) ?? ""),
    components: components.map((one, index) => normalizeComponent(one, index, report)),
    onFailure: takeOne(get(written, "on_failure"), ["stop", "continue"], "stop"),
    defaultRetry,
    resources: takeList(get(takeObject(get(written, "workbook")), "resources")).map(normalizeResource),
    actions: normalizeActions(
      takeList(get(takeObject(get(written, "actions")), "actions")),
      defaultRetry,
      defaultTimeout,
      defaultDelivery,
      report,
    ),
    nodes: normalizeNodes(takeList(get(takeObject(get(written, "workflows")), "nodes"))),
    ...takeBounds(components, report),
  };
  const description = takeText(get(written, "description"));
  if (description !== undefined) scenario.description = description;
  const inputs = get(written, "inputs");
  if (inputs !== undefined) scenario.inputs = takeObject(inputs);
  if (defaultTimeout !== undefined) scenario.defaultTimeout = defaultTimeout;
  const deadline = duration(get(written, "deadline"), ["deadline"], report);
  if (deadline !== undefined) scenario.deadline = deadline;
  const groups = get(written, "concurrency_groups");
  if (groups !== undefined) scenario.concurrencyGroups = normalizeGroups(takeObject(groups));
  if (defaultDelivery !== undefined) scenario.defaultDelivery = defaultDelivery;
  return scenario;
}

/**
 * Written -> understood: defaults applied, durations in milliseconds and sizes in bytes, a bare HTTP verb as `http.<verb>`.
 * Expects the right shape; `checkWrittenScenario` tells whether it has that and makes sense.
 */
export function normalizeScenario(written: WrittenScenario): Scenario {
  // The interface is JSON by construction, but has no index signature to show it.
  return withoutBound(understand(written as object as JsonObject, () => {}));
}
