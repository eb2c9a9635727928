import { PartSearch } from "./parts.ts";

interface Loop {
  readonly nodes: readonly number[];
  readonly depth: number;
}

/**
 * The entry of the first loop found that lies in more than `most` - 1 others, or -1. A loop's inner loops are what is still
 * strongly connected without the edges to its entry, so each level costs a search; no level beyond `most` is searched.
 */
export function loopNestedDeeperThan(most: number, targets: readonly (readonly number[])[]): number {
  const search = new PartSearch(targets);
  const sources = sourcesOf(targets);
  const waiting: Loop[] = search.loops([...targets.keys()], -1).map((nodes) => ({ nodes, depth: 1 }));
  let scopes = 0;
  for (let loop = waiting.pop(); loop !== undefined; loop = waiting.pop()) {
    scopes += 1;
    for (const node of loop.nodes) search.scope[node] = scopes;
    const entry = entryOf(loop.nodes, sources, search.scope, scopes);
    if (loop.depth > most) return entry;
    for (const nodes of search.loops(loop.nodes, entry)) waiting.push({ nodes, depth: loop.depth + 1 });
  }
  return -1;
}

function sourcesOf(targets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const sources: number[][] = targets.map(() => []);
  for (const [source, list] of targets.entries()) for (const target of list) sources[target]?.push(source);
  return sources;
}

/** The first-written node with an edge from outside, else the first-written. */
function entryOf(
  nodes: readonly number[],
  sources: readonly (readonly number[])[],
  scope: Int32Array,
  own: number,
): number {
  return nodes.find((node) => sources[node]?.some((source) => scope[source] !== own)) ?? (nodes[0] as number);
}
