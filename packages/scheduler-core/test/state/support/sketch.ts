/**
 * Scenarios as sketches, a line a node: `id [words] -> target, target on failed, target if v<3`. Words: `decision`, `end`,
 * `terminate`, `any`, `undo` (an action with a compensation), `each` (with items), `w2` (of which two at once), `on` (with one that failed), `p5` (priority), `max3` (max_visits). Conditions: `v<N` (visit of the source), `yes`, `no`.
 */
import type { ForEach } from "../../../src/scenario/options.ts";
import type { ActionDef, Scenario, TriggerOn, WorkflowEdge, WorkflowNode } from "../../../src/scenario/scenario.ts";
import { DEFAULT_MAX_VISITS, DEFAULT_RETRY } from "../../../src/scenario/scenario.ts";
import type { FailureMode } from "../../../src/scenario/scenario.ts";

export function action(id: string, priority?: number): ActionDef {
  return { id, call: "std.noop", retry: DEFAULT_RETRY, export: [], ...(priority === undefined ? {} : { priority }) };
}

const UNDO: NonNullable<ActionDef["compensate"]> = { call: "std.log", retry: DEFAULT_RETRY };

export function scenarioOf(nodes: readonly WorkflowNode[], onFailure: FailureMode = "stop"): Scenario {
  return {
    version: "1.0",
    name: "sketch",
    secrets: [],
    components: [],
    onFailure,
    defaultRetry: DEFAULT_RETRY,
    resources: [],
    actions: [action("act"), action("eager", 5), { ...action("undoable"), compensate: UNDO }],
    nodes,
  };
}

export function sketch(text: string, onFailure: FailureMode = "stop"): Scenario {
  const lines = text.split("\n").map((line) => line.trim());
  return scenarioOf(lines.filter((line) => line !== "").map(nodeOfLine), onFailure);
}

function nodeOfLine(line: string): WorkflowNode {
  const [left = "", right = ""] = line.split("->");
  const [id = "", ...words] = left.trim().split(/\s+/);
  const edges = right.trim() === "" ? [] : right.split(",").map((part) => edgeOfPart(part.trim()));
  return nodeOf(id, words, edges);
}

export function nodeOf(id: string, words: readonly string[], edges: readonly WorkflowEdge[]): WorkflowNode {
  const number = (letter: RegExp): number | undefined => {
    const word = words.find((each) => letter.test(each));
    return word === undefined ? undefined : Number(word.replace(/\D/g, ""));
  };
  const priority = number(/^p\d+$/);
  const end = words.includes("end") || words.includes("terminate");
  const type = end ? "end" : words.includes("decision") ? "decision" : "action";
  return {
    id,
    type,
    ...(type === "action"
      ? { action: words.includes("undo") ? "undoable" : words.includes("eager") ? "eager" : "act" }
      : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(words.includes("each") ? { forEach: forEachOf(words, number(/^w\d+$/)) } : {}),
    join: words.includes("any") ? "any" : "all",
    maxVisits: number(/^max\d+$/) ?? DEFAULT_MAX_VISITS,
    terminate: words.includes("terminate"),
    edges,
  };
}

export function forEachOf(words: readonly string[], concurrency: number | undefined): ForEach {
  return {
    items: "{{ inputs.items }}",
    as: "item",
    onItemFailure: words.includes("on") ? "continue" : "stop",
    ...(concurrency === undefined ? {} : { concurrency }),
  };
}

function edgeOfPart(part: string): WorkflowEdge {
  const [, to = "", on, condition] = /^(\S+)(?: on (\S+))?(?: if (.+))?$/.exec(part) ?? [];
  const trigger = (on ?? (condition === undefined ? "succeeded" : "always")) as TriggerOn;
  return { to, trigger: condition === undefined ? { on: trigger } : { on: trigger, condition } };
}

/** Which of the edges (by position) a visit takes: the triggers' meaning, over conditions about the visit alone. */
export function takenOf(edges: readonly WorkflowEdge[], succeeded: boolean, visit: number): number[] {
  const holds = ({ trigger: { condition } }: WorkflowEdge): boolean => {
    if (condition === undefined || condition === "yes") return true;
    return condition !== "no" && visit < Number(condition.slice(2));
  };
  const fits = ({ trigger: { on } }: WorkflowEdge): boolean => on === "always" || (on === "succeeded") === succeeded;
  const positions = edges.map((_, at) => at);
  const taken = positions.filter((at) => edges[at]!.trigger.on !== "else" && fits(edges[at]!) && holds(edges[at]!));
  if (taken.length > 0) return taken;
  return positions.filter((at) => edges[at]!.trigger.on === "else" && holds(edges[at]!));
}
