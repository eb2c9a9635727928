import type { JsonValue } from "../json/value.ts";
import type { Mutable } from "./mutable.ts";
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
    const priority = takeNumber(get(one, "priority"));
    if (priority !== undefined) node.priority = priority;
    return node;
  });
}
