import type { ASTNode } from "@marcbachmann/cel-js";
import type { JsonValue } from "../json/value.ts";
import type { Step } from "./access.ts";
import type { CompileContext } from "./context.ts";
import { Fault } from "./fault.ts";
import type { Run } from "./frame.ts";
import type { OutcomeView, Scope } from "./scope.ts";

/** All that an expression can begin with. */
export const ROOTS = ["inputs", "resources", "outcome", "nodes", "exports", "secrets", "run", "task"] as const;

/** The place of an item, beside the item itself. */
export const ITEM_INDEX = "index";

export type Root = (typeof ROOTS)[number];

/** The fields of an outcome; `output` and `error` may be absent. */
export const OUTCOME_FIELDS = ["status", "ok", "detail", "output", "error"] as const;

/** Roots with a closed list of members. */
export const ROOT_MEMBERS: { readonly [root: string]: readonly string[] } = {
  outcome: OUTCOME_FIELDS,
  run: ["id"],
  task: ["id", "visit", "attempt"],
};

/** Roots that are no value of their own: something of theirs must be named. */
export const ROOTS_WITHOUT_VALUE: ReadonlySet<string> = new Set(["nodes", "secrets", "run", "task"]);

type Viewer = (scope: Scope, frame: Parameters<Run>[1]) => OutcomeView;

/** Compiles the part of an access that belongs to its root: `used` steps are taken care of. */
export function compileRoot(
  root: ASTNode,
  steps: readonly Step[],
  context: CompileContext,
): { readonly run: Run; readonly used: number } {
  const name = root.args as string;
  const first = steps[0];
  switch (name) {
    case "inputs":
      return { run: (scope) => scope.inputs, used: 0 };
    case "resources":
      return { run: (scope) => scope.resources, used: 0 };
    case "exports":
      // All of them at once are a value of their own: the run's changes.
      return { run: first === undefined ? (scope) => ({ ...scope.exports }) : (scope) => scope.exports, used: 0 };
    case "secrets":
      return first === undefined
        ? failing(`${name} is no value: name one, as in secrets.TOKEN`)
        : { run: (scope) => scope.secrets, used: 0 };
    case "run":
      return first?.key === "id" ? { run: (scope) => scope.run.id, used: 1 } : failing("run has only run.id");
    case "task":
      return taskMember(first?.key);
    case "outcome":
      return viewMember(outcomeOf, "outcome", first, 0, context);
    case "nodes":
      if (first === undefined) return failing("nodes is no value: name one, as in nodes.probe");
      return viewMember(nodeOf(first, context), `nodes[${JSON.stringify(first.key ?? "…")}]`, steps[1], 1, context);
    default:
      return { run: (scope) => itemMember(scope, name), used: 0 };
  }
}

/** Names that only some scopes have: those of an item. */
function itemMember({ item }: Scope, name: string): JsonValue {
  if (item !== undefined && name === item.as) return item.value;
  if (item !== undefined && name === ITEM_INDEX) return item.index;
  throw new Fault(`unknown name "${name}"`);
}

function failing(message: string): { readonly run: Run; readonly used: number } {
  return {
    run: () => {
      throw new Fault(message);
    },
    used: 0,
  };
}

function taskMember(key: string | undefined): { readonly run: Run; readonly used: number } {
  switch (key) {
    case "id":
      return { run: (scope) => scope.task.id, used: 1 };
    case "visit":
      return { run: (scope) => scope.task.visit, used: 1 };
    case "attempt":
      return { run: (scope) => scope.task.attempt, used: 1 };
    default:
      return failing("task has only task.id, task.visit and task.attempt");
  }
}

const NO_OUTCOME = new Fault("there is no outcome: no edge has reached this node", "absent");

function outcomeOf(scope: Scope): OutcomeView {
  if (scope.outcome === undefined) throw NO_OUTCOME;
  return scope.outcome;
}

function nodeOf(step: Step, context: CompileContext): Viewer {
  const found = (scope: Scope, id: JsonValue): OutcomeView => {
    const view = typeof id === "string" ? scope.node(id) : undefined;
    if (view === undefined) throw new Fault(`no such node: ${JSON.stringify(id)}`);
    return view;
  };
  const key = step.key;
  if (key !== undefined) return (scope) => found(scope, key);
  const index = context.compile(step.index as ASTNode, context);
  return (scope, frame) => found(scope, index(scope, frame));
}

function viewMember(
  view: Viewer,
  name: string,
  step: Step | undefined,
  before: number,
  context: CompileContext,
): { readonly run: Run; readonly used: number } {
  const used = before + 1;
  switch (step?.key) {
    case "status":
      return { run: (scope, frame) => view(scope, frame).status, used };
    case "ok":
      return { run: (scope, frame) => view(scope, frame).ok, used };
    case "detail":
      return { run: (scope, frame) => view(scope, frame).detail, used };
    case "output":
      return { run: present((scope, frame) => view(scope, frame).output, `${name} has no output`), used };
    case "error":
      return {
        run: present((scope, frame) => view(scope, frame).error as JsonValue | undefined, `${name} has no error`),
        used,
      };
    default:
      context.builds = true;
      return { run: (scope, frame) => whole(view(scope, frame)), used: before };
  }
}

function present(read: (...parameters: Parameters<Run>) => JsonValue | undefined, message: string): Run {
  const absent = new Fault(message, "absent");
  return (scope, frame) => {
    const value = read(scope, frame);
    if (value === undefined) throw absent;
    return value;
  };
}

/** An outcome as a value. What is absent keeps its key with `undefined`, which `.key` knows and the copied result loses. */
function whole(view: OutcomeView): JsonValue {
  const { status, ok, detail, output, error } = view;
  return { status, ok, detail, output: output as JsonValue, error: error as JsonValue };
}
