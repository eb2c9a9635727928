import { describeGraph, type JoinMode, type NodeType, type Scenario, type TriggerOn } from "@scheduler-components/core";

/** What `graph --format json` prints, and what the drawings are made from. */
export interface GraphView {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** An inner loop names its parent by the parent's place in this list. */
  readonly loops: readonly { readonly entry: string; readonly parent?: number; readonly nodes: readonly string[] }[];
}

export interface GraphNode {
  readonly id: string;
  readonly type: NodeType;
  readonly action?: string;
  readonly call?: string;
  /** The call that undoes it, when the run ends without success. */
  readonly compensation?: string;
  /** What gives the list for whose items it is carried out. */
  readonly forEach?: string;
  readonly lane?: number;
  readonly join: JoinMode;
  readonly terminate?: true;
  /** The innermost loop, by its place in `loops`. */
  readonly loop?: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly on: TriggerOn;
  readonly condition?: string;
  /** Whether it begins a new round of its loop. */
  readonly back: boolean;
}

/** A checked scenario's graph, with its conditions and loops. */
export function graphView(scenario: Scenario): GraphView {
  const shape = describeGraph(scenario);
  const actions = new Map(scenario.actions.map((action) => [action.id, action]));
  const written = scenario.nodes.flatMap((node) => (node.type === "end" ? [] : node.edges));
  return {
    name: scenario.name,
    nodes: scenario.nodes.map((node, index) => {
      const { call, compensate } = actions.get(node.action ?? "") ?? {};
      const { lane, loop } = shape.nodes[index] ?? {};
      return {
        id: node.id,
        type: node.type,
        ...(node.action === undefined ? {} : { action: node.action }),
        ...(call === undefined ? {} : { call }),
        ...(compensate === undefined ? {} : { compensation: compensate.call }),
        ...(node.forEach === undefined ? {} : { forEach: node.forEach.items }),
        ...(lane === undefined ? {} : { lane }),
        join: node.join,
        ...(node.terminate ? { terminate: true as const } : {}),
        ...(loop === undefined ? {} : { loop }),
      };
    }),
    edges: shape.edges.map(({ from, to, back }, index) => {
      const { label, trigger } = written[index] ?? {};
      return {
        from,
        to,
        ...(label === undefined ? {} : { label }),
        on: trigger?.on ?? "succeeded",
        ...(trigger?.condition === undefined ? {} : { condition: trigger.condition }),
        back,
      };
    }),
    loops: shape.loops,
  };
}

/** What stands on an edge in a drawing; nothing for a plain one. */
export function edgeText(edge: GraphEdge): string {
  const parts: string[] = [];
  if (edge.label !== undefined) parts.push(edge.label);
  if (edge.condition !== undefined) parts.push(edge.condition);
  // The defaults go without saying: `always` with a condition, `succeeded` without.
  if (edge.on !== (edge.condition === undefined ? "succeeded" : "always")) parts.push(edge.on);
  return parts.join(" · ");
}

/** What stands in a node. */
export function nodeText(node: GraphNode): string {
  const what = node.call ?? (node.type === "decision" ? "decision" : node.terminate ? "end, terminates" : "end");
  const lines = [node.id, node.join === "any" ? `${what} (join: any)` : what];
  if (node.forEach !== undefined) lines.push(`for each of ${node.forEach}`);
  if (node.compensation !== undefined) lines.push(`undone by ${node.compensation}`);
  return lines.join("\n");
}
