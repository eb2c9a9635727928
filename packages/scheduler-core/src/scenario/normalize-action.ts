import type { Report } from "../diagnostics/diagnostic.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { Mutable } from "./mutable.ts";
import { duration, normalizeRateLimit, normalizeRetry } from "./normalize-values.ts";
import { DELIVERIES, type Compensation, type Delivery } from "./options.ts";
import type { ActionDef, ExportDef, RetryPolicy } from "./scenario.ts";
import { get, takeList, takeNumber, takeObject, takeOne, takeText } from "./take.ts";

/** What may stand for `http.<verb>`. */
export const HTTP_VERBS: readonly string[] = ["get", "head", "post", "put", "patch", "delete", "options"];

/** `component.operation` of a call as written. */
export function normalizeCall(written: string): string {
  return HTTP_VERBS.includes(written) ? `http.${written}` : written;
}

function normalizeExport(value: JsonValue): ExportDef {
  const written = takeObject(value);
  const definition: Mutable<ExportDef> = {
    type: takeOne(get(written, "type"), ["variable", "metric"], "variable"),
    name: takeText(get(written, "name")) ?? "",
    value: takeText(get(written, "value")) ?? "",
    scope: takeOne(get(written, "scope"), ["run", "task"], "run"),
  };
  const initial = get(written, "default");
  if (initial !== undefined) definition.default = initial;
  return definition;
}

export function takeDelivery(value: JsonValue | undefined): Delivery | undefined {
  return DELIVERIES.find((one) => one === value);
}

function normalizeCompensation(
  written: JsonObject,
  defaultRetry: RetryPolicy,
  defaultTimeout: number | undefined,
  action: readonly (string | number)[],
  report: Report,
): Compensation {
  const path = [...action, "compensate"];
  const parameters = get(written, "with");
  const timeout = duration(get(written, "timeout"), [...path, "timeout"], report) ?? defaultTimeout;
  return {
    call: normalizeCall(takeText(get(written, "call")) ?? ""),
    ...(parameters === undefined ? {} : { with: takeObject(parameters) }),
    ...(timeout === undefined ? {} : { timeout }),
    retry: normalizeRetry(get(written, "retry"), defaultRetry, [...path, "retry"], report),
  };
}

export function normalizeActions(
  written: readonly JsonValue[],
  defaultRetry: RetryPolicy,
  defaultTimeout: number | undefined,
  defaultDelivery: Delivery | undefined,
  report: Report,
): ActionDef[] {
  return written.map((value, index) => {
    const one = takeObject(value);
    const path = ["actions", "actions", index];
    const action: Mutable<ActionDef> = {
      id: takeText(get(one, "id")) ?? "",
      call: normalizeCall(takeText(get(one, "call")) ?? ""),
      retry: normalizeRetry(get(one, "retry"), defaultRetry, [...path, "retry"], report),
      export: takeList(get(one, "export")).map(normalizeExport),
    };
    const parameters = get(one, "with");
    if (parameters !== undefined) action.with = takeObject(parameters);
    const priority = takeNumber(get(one, "priority"));
    if (priority !== undefined) action.priority = priority;
    const timeout = duration(get(one, "timeout"), [...path, "timeout"], report) ?? defaultTimeout;
    if (timeout !== undefined) action.timeout = timeout;
    const delivery = takeDelivery(get(one, "delivery")) ?? defaultDelivery;
    if (delivery !== undefined) action.delivery = delivery;
    const group = takeText(get(one, "concurrency_group"));
    if (group !== undefined) action.concurrencyGroup = group;
    const rate = normalizeRateLimit(get(one, "rate_limit"), [...path, "rate_limit"], report);
    if (rate !== undefined) action.rateLimit = rate;
    const undo = get(one, "compensate");
    if (undo !== undefined)
      action.compensate = normalizeCompensation(takeObject(undo), defaultRetry, defaultTimeout, path, report);
    return action;
  });
}
