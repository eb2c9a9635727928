/** What a row of the table promises, and what was measured for it. */

/** `per-second` figures are better when larger, all others when smaller. */
export type Unit = "ms" | "per-second" | "ns/task" | "bytes/task" | "bytes";

export interface RowDefinition {
  readonly name: string;
  readonly unit: Unit;
  /** `printed`: there is no goal, the figure is for the reader. */
  readonly comparison: "at-least" | "at-most" | "printed";
  /** Bounds the ratio of ours to the peer's; where there is no peer, our figure itself. */
  readonly goal: number;
  /** What stands on the other side. */
  readonly peer: string;
}

/** The two figures of a row; `peer` is absent where the goal is absolute. */
export interface Figures {
  readonly name: string;
  readonly ours: number;
  readonly peer?: number;
  /** What else the reader should know, such as how a figure divides. */
  readonly note?: string;
}

/** What was measured for a row, or why nothing could be. */
export type Measurement = Figures | { readonly name: string; readonly leftOut: string };

export interface Result {
  readonly name: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly unit: Unit;
  readonly ratio: number | null;
  readonly goal: string;
  readonly ok: boolean;
}

export const ROWS: readonly RowDefinition[] = [
  { name: "parse", unit: "ms", comparison: "at-most", goal: 1.4, peer: "yaml parse" },
  { name: "parse-json", unit: "ms", comparison: "at-most", goal: 0.3, peer: "yaml parse of the YAML" },
  { name: "dispatch", unit: "per-second", comparison: "at-least", goal: 1.5, peer: "fastq.promise" },
  { name: "dispatch-cold", unit: "per-second", comparison: "at-least", goal: 1, peer: "fastq.promise, cold" },
  { name: "chain", unit: "per-second", comparison: "at-least", goal: 0.5, peer: "dispatch of this run" },
  { name: "chain-peer", unit: "per-second", comparison: "at-least", goal: 20, peer: "async.auto" },
  { name: "scaling", unit: "ns/task", comparison: "at-most", goal: 2, peer: "10 000 tasks" },
  { name: "memory", unit: "bytes/task", comparison: "at-most", goal: 600, peer: "" },
  { name: "http", unit: "per-second", comparison: "at-least", goal: 0.85, peer: "undici request" },
  { name: "http-chain", unit: "per-second", comparison: "at-least", goal: 0.85, peer: "undici Pool" },
  { name: "cli", unit: "ms", comparison: "at-most", goal: 0.15, peer: "Step CI" },
  { name: "call-wasm", unit: "per-second", comparison: "at-least", goal: 0.5, peer: "bare calls in one thread" },
  { name: "call-qjs", unit: "per-second", comparison: "at-least", goal: 0.7, peer: "bare calls in one thread" },
  { name: "load-cold", unit: "ms", comparison: "at-most", goal: 1.5, peer: "bare transpile, compile, call" },
  { name: "load-warm", unit: "ms", comparison: "at-most", goal: 1.5, peer: "bare thread, compile, call" },
  { name: "http-client-wasm", unit: "per-second", comparison: "at-least", goal: 0.3, peer: "native http" },
  { name: "http-wasi-wasm", unit: "per-second", comparison: "printed", goal: 0, peer: "native http" },
  { name: "wasmtime", unit: "ms", comparison: "printed", goal: 0, peer: "native command line" },
  {
    name: "durable-chain",
    unit: "per-second",
    comparison: "at-least",
    goal: 0.7,
    peer: "node:sqlite, one row a commit",
  },
  {
    name: "durable-many",
    unit: "per-second",
    comparison: "at-least",
    goal: 0.25,
    peer: "node:sqlite, 100 rows a commit",
  },
  { name: "durable-vs-restate", unit: "per-second", comparison: "at-least", goal: 8, peer: "Restate's server" },
  { name: "resume", unit: "ms", comparison: "at-most", goal: 5_000, peer: "" },
  { name: "resume-memory", unit: "bytes", comparison: "at-most", goal: 400_000_000, peer: "" },
  { name: "timers", unit: "ms", comparison: "at-most", goal: 1_000, peer: "" },
  { name: "timers-memory", unit: "bytes", comparison: "at-most", goal: 400_000_000, peer: "" },
  { name: "serve-start", unit: "ms", comparison: "at-most", goal: 50, peer: "" },
  { name: "startup", unit: "ms", comparison: "at-most", goal: 3, peer: "node -e 0" },
];

/** The result of a row: its figures against its goal. */
export function judge(row: RowDefinition, measured: Figures): Result {
  const ratio = measured.peer === undefined ? null : measured.ours / measured.peer;
  const judged = ratio ?? measured.ours;
  return {
    name: row.name,
    ours: measured.ours,
    peer: measured.peer ?? null,
    unit: row.unit,
    ratio,
    goal: row.comparison === "printed" ? "" : `${row.comparison === "at-least" ? ">=" : "<="} ${row.goal}`,
    ok: row.comparison === "printed" || (row.comparison === "at-least" ? judged >= row.goal : judged <= row.goal),
  };
}
