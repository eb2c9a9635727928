/**
 * What is worked out once of an action and kept: its schema, its exports' expressions, and its parameters where they hold no
 * template. Nothing is compiled before the first attempt that needs it.
 */
import type { Expression } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse.ts";
import { holdsTemplate } from "../expression/template-text.ts";
import { compileTemplate, type Template } from "../expression/template.ts";
import type { Scope } from "../expression/scope.ts";
import { compileSchema } from "../json-schema/compile.ts";
import type { SchemaChecker, SchemaIssue } from "../json-schema/schema.ts";
import { mergeObjects } from "../json/object.ts";
import { formatPointer } from "../json/pointer.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { isJsonObject } from "../json/value.ts";
import type { Catalogue } from "../manifest/manifest.ts";
import type { Action, ActionOutcome } from "../outcome/outcome.ts";
import type { ForEach } from "../scenario/options.ts";
import type { ActionDef, ExportDef, Scenario } from "../scenario/scenario.ts";
import { createGraph } from "../state/create.ts";
import type { Graph } from "../wbs/graph.ts";
import { deepFreeze } from "./freeze.ts";
import { failedOutcome } from "./outcomes.ts";
import { READS_NOTHING, readsOf, type Reads } from "./seen.ts";

/** What is known of a call: shared by all actions that make it. */
export interface CallPlan {
  readonly component: string;
  readonly idempotent: boolean;
  /** Of the parameters; undefined where no manifest is at hand. */
  readonly checker: SchemaChecker | undefined;
  /** Why the call cannot be made. */
  readonly unknown: string | undefined;
}

/** `expression` is undefined where the text does not parse; a checked scenario has none such, an edit may. */
export interface ExportPlan {
  readonly def: ExportDef;
  readonly expression: Expression | undefined;
}

/** Either an action ready to be carried out, or why there is none. */
export type Prepared =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly outcome: ActionOutcome };

const NO_ISSUES: readonly SchemaIssue[] = [];

/** One action with the parameters of one node (or of the action alone, shared by all nodes that add none). */
export class TaskPlan {
  readonly def: ActionDef;
  readonly call: CallPlan;
  readonly exports: readonly ExportPlan[];
  readonly #with: JsonObject;
  readonly #items: ForEach | undefined;
  #template: Template | undefined = undefined;
  #known: Action | undefined = undefined;
  #reads: Reads | undefined = undefined;

  constructor(def: ActionDef, call: CallPlan, exports: readonly ExportPlan[], over?: JsonObject, items?: ForEach) {
    this.def = def;
    this.call = call;
    this.exports = exports;
    this.#with = mergeObjects(asObject(def.with), over);
    this.#items = items;
  }

  /** The action where it is the same for every attempt and was made before. */
  get known(): Action | undefined {
    return this.#known;
  }

  /** What the parameters are made of. */
  get reads(): Reads {
    if (this.#reads === undefined) {
      const isStatic = this.#template === undefined && !holdsTemplate(this.#with);
      this.#reads = isStatic
        ? READS_NOTHING
        : readsOf((this.#template ??= compileTemplate(this.#with)).references, this.#items);
    }
    return this.#reads;
  }

  /** Parameters without a template are checked and frozen once; every attempt then gets the same action. */
  prepare(scope: Scope): Prepared {
    const { def, call } = this;
    if (call.unknown !== undefined) return { ok: false, outcome: failedOutcome("unknown-call", call.unknown) };
    if (this.#template === undefined && !holdsTemplate(this.#with)) {
      const prepared = this.#checked(this.#with);
      if (prepared.ok) this.#known = prepared.action;
      return prepared;
    }
    const rendered = (this.#template ??= compileTemplate(this.#with)).render(scope);
    if (rendered.ok) return this.#checked(rendered.value);
    const message = `The template at with${formatPointer(rendered.path)} of the action "${def.id}" failed: ${rendered.message}`;
    return { ok: false, outcome: failedOutcome("template-failed", message) };
  }

  #checked(parameters: JsonValue): Prepared {
    const { def, call } = this;
    const issues = call.checker?.check(parameters) ?? NO_ISSUES;
    if (issues.length > 0) {
      const list = issues.slice(0, 10).map((issue) => `with${formatPointer(issue.path)}: ${issue.message}`);
      const message = `The parameters of "${def.call}" are not what it takes: ${list.join("; ")}`;
      return { ok: false, outcome: failedOutcome("invalid-parameters", message) };
    }
    return { ok: true, action: Object.freeze({ id: def.id, call: def.call, parameters: deepFreeze(parameters) }) };
  }
}

/** Makes plans, and keeps what they share: nothing of it is of one run. */
export class Planner {
  readonly #catalogue: Catalogue | undefined;
  readonly #calls = new Map<string, CallPlan>();
  #topology: { readonly scenario: Scenario; readonly graph: Graph } | undefined;
  readonly #actions = new Map<string, { readonly def: ActionDef; readonly plan: TaskPlan }>();

  constructor(catalogue: Catalogue | undefined) {
    this.#catalogue = catalogue;
  }

  /** The graph of a run. All runs of a scenario share what they do not change. */
  graphOf(scenario: Scenario): Graph {
    if (this.#topology?.scenario !== scenario) this.#topology = { scenario, graph: createGraph(scenario) };
    return this.#topology.graph.fork();
  }

  /** `items`: of a node whose items are carried out. */
  plan(def: ActionDef, over: JsonValue | undefined, items?: ForEach): TaskPlan {
    let known = this.#actions.get(def.id);
    if (known === undefined || known.def !== def) {
      known = { def, plan: new TaskPlan(def, this.call(def.call), def.export.map(exportPlan)) };
      this.#actions.set(def.id, known);
    }
    const { plan } = known;
    return over === undefined ? plan : new TaskPlan(def, plan.call, plan.exports, asObject(over), items);
  }

  call(name: string): CallPlan {
    let plan = this.#calls.get(name);
    if (plan === undefined) this.#calls.set(name, (plan = this.#planCall(name)));
    return plan;
  }

  /** Why parameters that an edit brings are not what the call takes; what holds a template is checked when it is rendered. */
  checkParameters(call: string, parameters: JsonObject): string | undefined {
    const issues =
      this.call(call).checker?.check(parameters, {
        skip: (value) => typeof value === "string" && holdsTemplate(value),
      }) ?? [];
    const [issue] = issues;
    return issue === undefined ? undefined : `with${formatPointer(issue.path)}: ${issue.message}`;
  }

  #planCall(name: string): CallPlan {
    const dot = name.indexOf(".");
    const component = name.slice(0, dot);
    const operation = name.slice(dot + 1);
    const plain = { component, idempotent: false, checker: undefined, unknown: undefined };
    if (dot <= 0) return { ...plain, unknown: `"${name}" is no call; expected component.operation.` };
    if (this.#catalogue === undefined) return plain;
    const manifest = this.#catalogue.get(component);
    if (manifest === undefined) {
      return {
        ...plain,
        unknown: `There is no component "${component}". There are: ${[...this.#catalogue.keys()].join(", ")}.`,
      };
    }
    const call = Object.hasOwn(manifest.calls, operation) ? manifest.calls[operation] : undefined;
    if (call === undefined) {
      return {
        ...plain,
        unknown: `"${component}" has no call "${operation}". It has: ${Object.keys(manifest.calls).join(", ")}.`,
      };
    }
    const compiled = compileSchema(call.parameters);
    if (!compiled.ok)
      return {
        ...plain,
        unknown: `The manifest's schema of "${name}" cannot be used: ${compiled.problems[0]?.message ?? ""}`,
      };
    return { component, idempotent: call.idempotent === true, checker: compiled.checker, unknown: undefined };
  }
}

function exportPlan(def: ExportDef): ExportPlan {
  const parsed = parseExpression(def.value);
  return { def, expression: parsed.ok ? parsed.expression : undefined };
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}
