import { visible } from "../report/paint.ts";
import { edgeText, nodeText, type GraphNode, type GraphView } from "./view.ts";

const SHAPES = { action: ["[", "]"], decision: ["{", "}"], end: ["([", "])"] } as const;

/** A Mermaid flowchart. Loops are frames; an edge that begins a new round is dotted. */
export function mermaidGraph(view: GraphView): string {
  const lines = ["flowchart TD"];
  // Ids are numbered: a node may be called `end`, which is a keyword there.
  const numbers = new Map(view.nodes.map((node, index) => [node.id, `n${index}`]));
  const draw = (node: GraphNode, indent: string): void => {
    const [open, close] = SHAPES[node.type];
    lines.push(`${indent}${numbers.get(node.id)}${open}"${escapeMermaid(nodeText(node))}"${close}`);
  };
  const drawLoop = (index: number, indent: string): void => {
    const loop = view.loops[index];
    if (!loop) return;
    lines.push(`${indent}subgraph loop${index}["loop at ${escapeMermaid(loop.entry)}"]`);
    for (const node of view.nodes) if (node.loop === index) draw(node, `${indent}  `);
    for (const [inner, { parent }] of view.loops.entries()) if (parent === index) drawLoop(inner, `${indent}  `);
    lines.push(`${indent}end`);
  };
  for (const node of view.nodes) if (node.loop === undefined) draw(node, "  ");
  for (const [index, loop] of view.loops.entries()) if (loop.parent === undefined) drawLoop(index, "  ");
  for (const edge of view.edges) {
    const text = edgeText(edge);
    const arrow = edge.back ? "-.->" : "-->";
    lines.push(
      `  ${numbers.get(edge.from)} ${arrow}${text === "" ? "" : `|"${escapeMermaid(text)}"|`} ${numbers.get(edge.to)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Text within quotes; Mermaid knows HTML entities written with `#`. */
function escapeMermaid(text: string): string {
  return text
    .split(/\r?\n/)
    .map(visible)
    .join("\n")
    .replaceAll("#", "#35;")
    .replaceAll("&", "#amp;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")
    .replaceAll("`", "#96;")
    .replaceAll("\n", "<br/>");
}
