import type { JsonObject, JsonValue } from "../json/value.ts";
import type { Mutable } from "./mutable.ts";
import { DEFAULT_ITEM_NAME, ITEM_FAILURE_MODES, type ForEach } from "./options.ts";
import { DEFAULT_MAX_VISITS, type TriggerDef, type WorkflowEdge, type WorkflowNode } from "./scenario.ts";
import { get, takeList, takeNumber, takeObject, takeOne, takeText } from "./take.ts";

function normalizeTrigger(value: JsonValue | undefined): TriggerDef {
  const written = takeObject(value);
  const condition = takeText(get(written, "condition"));
  // A condition says itself which outcomes it wants.
  const on = takeOne(
    get(written, "on"),
    ["succeeded", "failed", "always", "else"],
    condition === undefined ? "succeeded" : "always",
  );
  return condition === undefined ? { on } : { on, condition };
}

function normalizeEdge(value: JsonValue): WorkflowEdge {
  const written = takeObject(value);
  const edge: Mutable<WorkflowEdge> = {
    to: takeText(get(written, "to")) ?? "",
    trigger: normalizeTrigger(get(written, "trigger")),
  };
  const label = takeText(get(written, "label"));
  if (label !== undefined) edge.label = label;
  return edge;
}

/** What is said of items says nothing where there are none: the shape refuses it without `for_each`. */
function normalizeForEach(node: JsonObject): ForEach | undefined {
  const items = takeText(get(node, "for_each"));
  if (items === undefined) return undefined;
  const forEach: Mutable<ForEach> = {
    items,
    as: takeText(get(node, "as")) ?? DEFAULT_ITEM_NAME,
    onItemFailure: takeOne(get(node, "on_item_failure"), ITEM_FAILURE_MODES, "stop"),
  };
  const concurrency = takeNumber(get(node, "concurrency"));
  if (concurrency !== undefined) forEach.concurrency = concurrency;
  return forEach;
}

export function normalizeNodes(written: readonly JsonValue[]): WorkflowNode[] {
  return written.map((value) => {
    const one = takeObject(value);
    const node: Mutable<WorkflowNode> = {
      id: takeText(get(one, "id")) ?? "",
      type: takeOne(get(one, "type"), ["action", "decision", "end"], "action"),
      join: takeOne(get(one, "join"), ["all", "any"], "all"),
      maxVisits: takeNumber(get(one, "max_visits")) ?? DEFAULT_MAX_VISITS,
      terminate: get(one, "terminate") === true,
      edges: takeList(get(one, "edges")).map(normalizeEdge),
    };
    const action = takeText(get(one, "action"));
    if (action !== undefined) node.action = action;
    const parameters = get(one, "with");
    if (parameters !== undefined) node.with = takeObject(parameters);
    const forEach = normalizeForEach(one);
    if (forEach !== undefined) node.forEach = forEach;
    const priority = takeNumber(get(one, "priority"));
    if (priority !== undefined) node.priority = priority;
    return node;
  });
}
