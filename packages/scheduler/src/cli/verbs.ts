import type { Command } from "./command.ts";

export interface Verb {
  readonly name: string;
  readonly operands: string;
  readonly summary: string;
  /** Only the verb that runs is loaded. */
  readonly load: () => Promise<Command>;
}

export const VERBS: readonly Verb[] = [
  {
    name: "validate",
    operands: "FILE…",
    summary: "check scenarios without running anything",
    load: async () => (await import("./validate.ts")).validate,
  },
  { name: "run", operands: "FILE", summary: "run a scenario", load: async () => (await import("./run.ts")).run },
  { name: "graph", operands: "FILE", summary: "draw a scenario's graph", load: async () => (await import("./graph.ts")).graph },
  { name: "schema", operands: "", summary: "print the scenario's JSON Schema", load: async () => (await import("./schema.ts")).schema },
  {
    name: "inspect",
    operands: "COMPONENT",
    summary: "show what a component offers, imports and needs",
    load: async () => (await import("./inspect.ts")).inspect,
  },
  {
    name: "demo-server",
    operands: "",
    summary: "serve HTTP to try scenarios against",
    load: async () => (await import("./demo-server.ts")).demoServer,
  },
];
