import type { Command } from "./command.ts";
import { graph } from "./graph.ts";
import { inspect } from "./inspect.ts";
import { run } from "./run.ts";
import { runsCancel } from "./runs-cancel.ts";
import { runsEvents } from "./runs-events.ts";
import { runsList } from "./runs-list.ts";
import { runsPrune } from "./runs-prune.ts";
import { runsRerun } from "./runs-rerun.ts";
import { runsResume } from "./runs-resume.ts";
import { runsShow } from "./runs-show.ts";
import { schema } from "./schema.ts";
import { signal } from "./signal.ts";
import { validate } from "./validate.ts";

export interface Verb {
  /** One word, or two: those whose first word is the same stand together. */
  readonly name: string;
  readonly operands: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/**
 * In the order of the help. The verbs that read scenarios share nearly all of their code, so they are one file when built: one
 * large file starts faster than many small ones.
 */
export const VERBS: readonly Verb[] = [
  {
    name: "validate",
    operands: "FILE…",
    summary: "check scenarios without running anything",
    load: async () => validate,
  },
  { name: "run", operands: "FILE", summary: "run a scenario", load: async () => run },
  {
    name: "runs list",
    operands: "",
    summary: "list the runs of a store",
    load: async () => runsList,
  },
  {
    name: "runs show",
    operands: "RUN",
    summary: "show a run: its report, or how far it has come",
    load: async () => runsShow,
  },
  {
    name: "runs events",
    operands: "RUN",
    summary: "print a run's journal",
    load: async () => runsEvents,
  },
  {
    name: "runs resume",
    operands: "[RUN…]",
    summary: "go on with runs that have not ended",
    load: async () => runsResume,
  },
  {
    name: "runs rerun",
    operands: "RUN",
    summary: "run a run again, or from a task on",
    load: async () => runsRerun,
  },
  {
    name: "runs cancel",
    operands: "RUN…",
    summary: "cancel runs",
    load: async () => runsCancel,
  },
  {
    name: "runs prune",
    operands: "",
    summary: "forget runs that have ended",
    load: async () => runsPrune,
  },
  {
    name: "signal",
    operands: "RUN NAME",
    summary: "send a signal to a run, approve or reject",
    load: async () => signal,
  },
  {
    name: "serve",
    operands: "DIR",
    summary: "run scenarios by their schedules and by an HTTP API",
    load: async () => (await import("./serve.ts")).serve,
  },
  { name: "graph", operands: "FILE", summary: "draw a scenario's graph", load: async () => graph },
  { name: "schema", operands: "", summary: "print the scenario's JSON Schema", load: async () => schema },
  {
    name: "inspect",
    operands: "COMPONENT",
    summary: "show what a component offers, imports and needs",
    load: async () => inspect,
  },
  {
    name: "component new",
    operands: "DIR",
    summary: "write a working component to start from",
    load: async () => (await import("./component-new.ts")).componentNew,
  },
  {
    name: "component test",
    operands: "FILE",
    summary: "check that a component keeps to the contract",
    load: async () => (await import("./component-test.ts")).componentTest,
  },
  {
    name: "demo-server",
    operands: "",
    summary: "serve HTTP to try scenarios against",
    load: async () => (await import("./demo-server.ts")).demoServer,
  },
];
