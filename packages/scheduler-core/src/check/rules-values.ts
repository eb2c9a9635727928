import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { LONGEST_DURATION } from "../scenario/duration.ts";
import { MOST_RATE_COUNT, type ForEach, type RateLimit } from "../scenario/options.ts";
import { LANES, type RetryPolicy } from "../scenario/scenario.ts";
import { actionPath, nodePath, resourcePath, type Path, type Rule } from "./context.ts";

const ID = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const CALL = /^[A-Za-z_][A-Za-z0-9_-]*\.[A-Za-z_][A-Za-z0-9_-]*$/;
const MOST = 0xffff_ffff;

/**
 * What the shape says of a written scenario, for one that is in the understood form already: its types hold by construction, the
 * ranges of its values do not.
 */
export const validValues: Rule = ({ scenario, report }) => {
  const refuse = (code: DiagnosticCode, message: string, path: Path): void => report({ code, message, at: { path } });
  const id = (value: string, path: Path): void => {
    if (!ID.test(value))
      refuse(
        "invalid-id",
        `${JSON.stringify(value.slice(0, 60))} is not an id: a letter or _, then letters, digits, _ and -`,
        path,
      );
  };
  const whole = (value: number | undefined, least: number, most: number, path: Path): void => {
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
    refuse(
      "out-of-range",
      `"${String(path.at(-1))}" must be a whole number between ${least} and ${most}; found ${value}`,
      path,
    );
  };
  const time = (value: number | undefined, path: Path): void => {
    if (value === undefined || (value >= 0 && value <= LONGEST_DURATION)) return;
    refuse(
      "invalid-duration",
      `"${String(path.at(-1))}" must be between 0 and ${LONGEST_DURATION} ms; found ${value}`,
      path,
    );
  };
  const retry = ({ attempts, delay, factor, maxDelay }: RetryPolicy, path: Path): void => {
    whole(attempts, 1, MOST, [...path, "attempts"]);
    time(delay, [...path, "delay"]);
    time(maxDelay, [...path, "max_delay"]);
    if (!(factor >= 0 && factor < Infinity))
      refuse("out-of-range", `"factor" must be at least 0; found ${factor}`, [...path, "factor"]);
  };
  const call = (written: string, path: Path): void => {
    if (!CALL.test(written))
      refuse("invalid-call", `${JSON.stringify(written.slice(0, 60))} is not a call: component.operation`, [
        ...path,
        "call",
      ]);
  };
  const rate = (limit: RateLimit | undefined, path: Path): void => {
    whole(limit?.count, 1, MOST_RATE_COUNT, [...path, "rate_limit", "count"]);
    time(limit?.per, [...path, "rate_limit", "per"]);
  };
  const items = (forEach: ForEach | undefined, path: Path): void => {
    if (forEach === undefined) return;
    const { items: list, as, concurrency } = forEach;
    if (list.trim() === "") refuse("empty-value", '"for_each" must not be empty', [...path, "for_each"]);
    if (!VARIABLE.test(as))
      refuse(
        "invalid-id",
        `${JSON.stringify(as.slice(0, 60))} is not a name: a letter or _, then letters, digits and _`,
        [...path, "as"],
      );
    whole(concurrency, 1, MOST, [...path, "concurrency"]);
  };
  if (scenario.version !== "1.0")
    refuse("unknown-value", `"version" cannot be ${JSON.stringify(scenario.version)}; expected one of: 1.0`, [
      "version",
    ]);
  if (scenario.name.trim() === "") refuse("empty-value", '"name" must not be empty', ["name"]);
  if (scenario.nodes.length === 0) refuse("empty-value", '"nodes" must not be empty', ["workflows", "nodes"]);
  for (const [index, name] of scenario.secrets.entries()) id(name, ["secrets", index]);
  for (const [index, component] of scenario.components.entries()) {
    const path = ["components", index];
    id(component.id, [...path, "id"]);
    if (component.source.trim() === "") refuse("empty-value", '"source" must not be empty', [...path, "source"]);
    if (component.sha256 !== undefined && !/^[0-9a-f]{64}$/.test(component.sha256)) {
      refuse("invalid-sha256", "a SHA-256 has 64 hexadecimal digits", [...path, "sha256"]);
    }
  }
  time(scenario.deadline, ["deadline"]);
  for (const [name, limit] of Object.entries(scenario.concurrencyGroups ?? {}))
    whole(limit, 1, MOST, ["concurrency_groups", name]);
  for (const [id, limit] of Object.entries(scenario.componentRateLimits ?? {})) rate(limit, ["components", id]);
  time(scenario.defaultTimeout, ["defaults", "timeout"]);
  retry(scenario.defaultRetry, ["defaults", "retry"]);
  for (const [index, resource] of scenario.resources.entries()) id(resource.id, [...resourcePath(index), "id"]);
  for (const [index, action] of scenario.actions.entries()) {
    const path = actionPath(index);
    id(action.id, [...path, "id"]);
    call(action.call, path);
    const { compensate } = action;
    if (compensate !== undefined) {
      call(compensate.call, [...path, "compensate"]);
      time(compensate.timeout, [...path, "compensate", "timeout"]);
      retry(compensate.retry, [...path, "compensate", "retry"]);
    }
    whole(action.priority, 0, LANES - 1, [...path, "priority"]);
    time(action.timeout, [...path, "timeout"]);
    retry(action.retry, [...path, "retry"]);
    rate(action.rateLimit, path);
    for (const [at, { name, value }] of action.export.entries()) {
      id(name, [...path, "export", at, "name"]);
      if (value.trim() === "") refuse("empty-value", '"value" must not be empty', [...path, "export", at, "value"]);
    }
  }
  for (const [index, node] of scenario.nodes.entries()) {
    const path = nodePath(index);
    id(node.id, [...path, "id"]);
    if (node.type === "action" && node.action === undefined)
      refuse("missing-key", 'a node of type action must have the key "action"', path);
    whole(node.priority, 0, LANES - 1, [...path, "priority"]);
    whole(node.maxVisits, 1, MOST, [...path, "max_visits"]);
    items(node.forEach, path);
    for (const [at, { trigger }] of node.edges.entries()) {
      if (trigger.condition?.trim() === "")
        refuse("empty-value", '"condition" must not be empty', [...path, "edges", at, "trigger", "condition"]);
    }
  }
};
