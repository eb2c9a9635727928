/**
 * Strongly connected parts (Tarjan, "Depth-first search and linear graph algorithms", 1972), without recursion: a chain of a
 * million nodes is an ordinary document.
 */
export class PartSearch {
  readonly #targets: readonly (readonly number[])[];
  /** Edges between nodes of different scopes are not followed. */
  readonly scope: Int32Array;
  readonly #order: Int32Array;
  readonly #low: Int32Array;
  readonly #open: Uint8Array;
  readonly #selfEdge: Uint8Array;
  readonly #cursor: Uint32Array;
  #visited = 0;

  constructor(targets: readonly (readonly number[])[]) {
    this.#targets = targets;
    this.scope = new Int32Array(targets.length);
    this.#order = new Int32Array(targets.length);
    this.#low = new Int32Array(targets.length);
    this.#open = new Uint8Array(targets.length);
    this.#selfEdge = new Uint8Array(targets.length);
    this.#cursor = new Uint32Array(targets.length);
  }

  /**
   * The loops among nodes of one scope when the edges to `without` are taken away: parts of several nodes, or of one with an edge
   * to itself. Each in the order written. Takes time linear in these nodes and their edges.
   */
  loops(nodes: readonly number[], without: number): number[][] {
    const found: number[][] = [];
    for (const node of nodes) {
      this.#order[node] = -1;
      this.#cursor[node] = 0;
      this.#selfEdge[node] = 0;
    }
    const part: number[] = [];
    for (const node of nodes) if (this.#order[node] === -1) this.#search(node, without, part, found);
    return found;
  }

  #search(start: number, without: number, part: number[], found: number[][]): void {
    const [order, low, open, cursor] = [this.#order, this.#low, this.#open, this.#cursor];
    const path: number[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = this.#visited++;
      open[node] = 1;
      part.push(node);
      path.push(node);
    };
    enter(start);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const target = this.#targets[node]?.[cursor[node] ?? 0];
      if (target !== undefined) {
        cursor[node] = (cursor[node] ?? 0) + 1;
        if (target === without || this.scope[target] !== this.scope[node]) continue;
        if (target === node) this.#selfEdge[node] = 1;
        if (order[target] === -1) enter(target);
        else if (open[target] === 1) low[node] = Math.min(low[node] ?? 0, order[target] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] === order[node]) this.#close(node, part, found);
    }
  }

  #close(root: number, part: number[], found: number[][]): void {
    const members: number[] = [];
    for (let member = part.pop(); member !== undefined; member = part.pop()) {
      this.#open[member] = 0;
      members.push(member);
      if (member === root) break;
    }
    if (members.length > 1 || this.#selfEdge[root] === 1) found.push(members.sort((a, b) => a - b));
  }
}
