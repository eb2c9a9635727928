/** What a document may cost before it is refused. Every refusal names the limit, so that an operator can raise it. */
export interface DocumentLimits {
  /** Bytes of the text in UTF-8. */
  readonly maxBytes: number;
  /** Levels of mappings and lists inside one another. */
  readonly maxDepth: number;
  /** Tokens of YAML (scalars, indicators, white space, comments); keys and values of JSON. Bounds time and memory. */
  readonly maxTokens: number;
  /** Values that aliases may put in, counted as if each alias were written out. */
  readonly maxAliasNodes: number;
  /** Loops inside one another: what each level costs grows with everything in it. */
  readonly maxLoopNesting: number;
  /** Problems that are reported; what comes after is only counted. */
  readonly maxDiagnostics: number;
}

export const DEFAULT_DOCUMENT_LIMITS: DocumentLimits = {
  maxBytes: 10 * 1024 * 1024,
  maxDepth: 128,
  maxTokens: 2_000_000,
  maxAliasNodes: 100_000,
  maxLoopNesting: 32,
  maxDiagnostics: 500,
};
