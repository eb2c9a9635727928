/** A loop of the graph: what is strongly connected and more than one node without an edge to itself. Its shape never changes. */
export interface Loop {
  /** The loop right around it, -1 for none. */
  readonly parent: number;
  /** Loops are numbered so that those inside this one are the numbers from its own (exclusive) to this (exclusive). */
  end: number;
  /** Where every round begins. */
  readonly entry: number;
  /** The tasks of which this is the innermost loop, in the order written. */
  readonly members: number[];
  /** The loops right inside. */
  readonly inner: number[];
  /** The edges that take effect when it ends: by the order of their sources, then as written. */
  readonly leaving: number[];
}
