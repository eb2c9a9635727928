/** What an expression may cost. Whoever goes beyond gets an error, never a slow or a dead process. */
export interface ExpressionLimits {
  /** Length of an expression's text, in UTF-16 units. */
  readonly textLength: number;
  /** How deep an expression may nest: parentheses, calls, accesses, ternaries; also a run of `!` or `-`. */
  readonly nesting: number;
  /** Nodes of the syntax tree. */
  readonly nodes: number;
  /** Length of a pattern given to `matches`, in UTF-16 units. */
  readonly patternLength: number;
  /** Steps of one evaluation: about one a node evaluated in a comprehension and one for 16 characters or one item looked at. */
  readonly steps: number;
  /** What one evaluation may build, in characters and items together, and the size of its result as JSON text. */
  readonly size: number;
}

export const DEFAULT_EXPRESSION_LIMITS: ExpressionLimits = {
  textLength: 16_384,
  nesting: 64,
  nodes: 10_000,
  patternLength: 1_000,
  steps: 1_000_000,
  size: 8 * 1024 * 1024,
};
