import { visible } from "../report/paint.ts";
import { edgeText, nodeText, type GraphNode, type GraphView } from "./view.ts";

const SHAPES = { action: "box", decision: "diamond", end: "oval" } as const;

/** A Graphviz digraph. Loops are clusters; an edge that begins a new round is dashed. */
export function dotGraph(view: GraphView): string {
  const lines = [`digraph ${quote(view.name)} {`, "  node [fontname=Helvetica];"];
  const draw = (node: GraphNode, indent: string): void => {
    lines.push(`${indent}${quote(node.id)} [shape=${SHAPES[node.type]}, label=${quote(nodeText(node))}];`);
  };
  const drawLoop = (index: number, indent: string): void => {
    const loop = view.loops[index];
    if (!loop) return;
    lines.push(`${indent}subgraph cluster_${index} {`, `${indent}  label=${quote(`loop at ${loop.entry}`)};`);
    for (const node of view.nodes) if (node.loop === index) draw(node, `${indent}  `);
    for (const [inner, { parent }] of view.loops.entries()) if (parent === index) drawLoop(inner, `${indent}  `);
    lines.push(`${indent}}`);
  };
  for (const node of view.nodes) if (node.loop === undefined) draw(node, "  ");
  for (const [index, loop] of view.loops.entries()) if (loop.parent === undefined) drawLoop(index, "  ");
  for (const edge of view.edges) {
    const text = edgeText(edge);
    const attributes = [...(text === "" ? [] : [`label=${quote(text)}`]), ...(edge.back ? ["style=dashed"] : [])];
    lines.push(
      `  ${quote(edge.from)} -> ${quote(edge.to)}${attributes.length > 0 ? ` [${attributes.join(", ")}]` : ""};`,
    );
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

function quote(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => visible(line).replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
  return `"${lines.join("\\n")}"`;
}
