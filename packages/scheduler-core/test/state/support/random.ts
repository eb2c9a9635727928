/** Random scenarios, outcomes and edits from a number. */
import type { WbsEdit } from "../../../src/outcome/outcome.ts";
import type { Scenario, TriggerOn, WorkflowEdge, WorkflowNode } from "../../../src/scenario/scenario.ts";
import { Naive } from "./naive.ts";
import { nodeOf, scenarioOf } from "./sketch.ts";

/** A whole number below `bound`. */
export type Random = (bound: number) => number;

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound) >>> 0;
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)]!;
}

const TRIGGERS: readonly TriggerOn[] = ["succeeded", "succeeded", "always", "always", "failed", "else"];

export function randomScenario(random: Random): Scenario {
  const size = 2 + random(8);
  const cyclic = random(3) > 0;
  const ids = Array.from({ length: size }, (_, at) => `n${at}`);
  const shuffled = [...ids].sort(() => random(3) - 1);
  const nodes = ids.map((id) => {
    const words = wordsOf(random, !cyclic || random(4) === 0);
    const end = words.includes("end") || words.includes("terminate");
    const edges = end ? [] : Array.from({ length: random(4) }, () => edgeOf(random, id, shuffled, cyclic));
    return nodeOf(
      id,
      words,
      edges.filter((edge) => edge !== undefined),
    );
  });
  const onFailure = random(2) === 0 ? "continue" : "stop";
  const scenario = scenarioOf(nodes, onFailure);
  return keepsTheRules(scenario)
    ? scenario
    : scenarioOf(
        nodes.map((node) => ({ ...node, join: "all" as const })),
        onFailure,
      );
}

function wordsOf(random: Random, any: boolean): string[] {
  const words = ["max4"];
  const kind = random(10);
  if (kind < 2) words.push("decision");
  else if (kind === 2) words.push(random(3) === 0 ? "terminate" : "end");
  if (any && random(3) === 0) words.push("any");
  if (random(4) === 0) words.push(`p${random(64)}`);
  if (random(6) === 0) words.push("eager");
  return words;
}

function edgeOf(random: Random, from: string, ids: readonly string[], cyclic: boolean): WorkflowEdge | undefined {
  const at = ids.indexOf(from);
  const free = cyclic && random(3) === 0;
  const to = free ? pick(random, ids) : ids[at + 1 + random(3)];
  if (to === undefined) return undefined;
  const on = pick(random, TRIGGERS);
  const condition = random(3) === 0 || free ? pick(random, ["v<2", "v<3", "no", "yes", "v<2"]) : undefined;
  return { to, trigger: condition === undefined ? { on } : { on, condition } };
}

/** What validation refuses: loops and joins below a `join: any`, and one inside a loop. */
function keepsTheRules(scenario: Scenario): boolean {
  const { tasks, edges, rings } = new Naive(scenario);
  const inRing = (task: unknown): boolean => rings.some((ring) => [...ring.tasks].includes(task as never));
  if (tasks.some((task) => task.any && inRing(task))) return false;
  return edges.every(({ from, to }) => !from.multi || to.type === "end" || to.any || (to.multi && !inRing(to)));
}

export function randomEdits(random: Random, ids: readonly string[], fresh: () => string): WbsEdit[] {
  const known: string[] = [...ids];
  return Array.from({ length: 1 + (random(3) === 0 ? random(3) : 0) }, () => randomEdit(random, known, fresh));
}

function randomEdit(random: Random, ids: string[], fresh: () => string): WbsEdit {
  const id = (): string => pick(random, ids);
  const on = pick(random, TRIGGERS);
  switch (random(7)) {
    case 0:
      return { tag: "remove-task", val: id() };
    case 1:
      return {
        tag: "update-task",
        val: { id: id(), ...(random(2) === 0 ? { action: "eager" } : { priority: random(64) }) },
      };
    case 2:
      return { tag: "add-edge", val: { from: id(), to: id(), on } };
    case 3:
      return { tag: "remove-edge", val: { from: id(), to: id() } };
    default: {
      const after = Array.from({ length: random(3) }, id);
      const edges = Array.from({ length: random(2) }, () => ({ to: id(), on }));
      const added = random(12) === 0 ? id() : fresh();
      ids.push(added);
      return {
        tag: "add-task",
        val: { id: added, action: "act", after, edges, ...(random(3) === 0 ? { priority: random(64) } : {}) },
      };
    }
  }
}

export function nodesText(nodes: readonly WorkflowNode[]): string {
  const edge = ({ to, trigger }: WorkflowEdge): string =>
    `${to} on ${trigger.on}${trigger.condition === undefined ? "" : ` if ${trigger.condition}`}`;
  return nodes
    .map(
      (node) =>
        `${node.id} ${node.type} ${node.join}${node.terminate ? " terminate" : ""} -> ${node.edges.map(edge).join(", ")}`,
    )
    .join("\n");
}
