import type { Action, ActionOutcome, CallManifest, JsonObject, JsonValue, Manifest } from "@scheduler-components/core";
import type { ActionComponent } from "./component.ts";
import type { ActionContext } from "./context.ts";
import { failed } from "./outcomes.ts";
import type { ParametersOf } from "./schema-type.ts";

/** One call of a component: its part of the manifest, and the function that carries it out. */
export interface CallDefinition<S extends JsonObject> extends CallManifest {
  readonly parameters: S;
  /** The parameters already fit `parameters`: the engine has checked them. Fails by an outcome, throws only for bugs. */
  execute(parameters: ParametersOf<S>, context: ActionContext): ActionOutcome | Promise<ActionOutcome>;
}

export interface ComponentDefinition<S extends { readonly [operation: string]: JsonObject }> extends Omit<
  Manifest,
  "calls"
> {
  /** By operation: the part of `call` after the dot. */
  readonly calls: { readonly [K in keyof S]: CallDefinition<S[K]> };
  init?(config: JsonValue): void | Promise<void>;
  release?(): void | Promise<void>;
}

/**
 * Makes an action component of functions, one for each call; the manifest is derived from the definition, and the types of
 * the parameters from their schemas. An operation that is not defined answers with the outcome `unknown-call`.
 *
 * Parameters are not checked again: the engine does that against the manifest before it calls.
 *
 * @example
 * export const component = defineComponent({
 *   name: "greet",
 *   version: "1.0.0",
 *   calls: {
 *     hello: {
 *       description: "Greets a person.",
 *       parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
 *       idempotent: true,
 *       execute: ({ name }) => succeeded({ greeting: `Hello, ${name}!` }),
 *     },
 *   },
 * });
 */
export function defineComponent<const S extends { readonly [operation: string]: JsonObject }>(
  definition: ComponentDefinition<S>,
): ActionComponent;
export function defineComponent(definition: AnyDefinition): ActionComponent {
  return new DefinedComponent(definition);
}

/** One call on its own, so that a component can be put together from several files; typed as in `defineComponent`. */
export function defineCall<const S extends JsonObject>(call: CallDefinition<S>): CallDefinition<S> {
  return call;
}

/** A definition once the schemas' types are gone: that the parameters fit them is the engine's check. */
type AnyCall = CallManifest & {
  execute(parameters: JsonValue, context: ActionContext): ActionOutcome | Promise<ActionOutcome>;
};
type AnyDefinition = Omit<ComponentDefinition<{}>, "calls"> & {
  readonly calls: { readonly [operation: string]: AnyCall };
};

class DefinedComponent implements ActionComponent {
  readonly #definition: AnyDefinition;
  readonly #calls: ReadonlyMap<string, AnyCall>;

  constructor(definition: AnyDefinition) {
    this.#definition = definition;
    // A map, so that `__proto__` and `constructor` are operations like any other.
    this.#calls = new Map(Object.entries(definition.calls));
  }

  describe(): Manifest {
    const { name, version, description, config, requests } = this.#definition;
    return {
      name,
      version,
      ...(description === undefined ? undefined : { description }),
      calls: Object.fromEntries([...this.#calls].map(([operation, call]) => [operation, describeCall(call)])),
      ...(config === undefined ? undefined : { config }),
      ...(requests === undefined ? undefined : { requests }),
    };
  }

  initComponent(config: JsonValue): void | Promise<void> {
    return this.#definition.init?.(config);
  }

  executeAction(action: Action, context: ActionContext): ActionOutcome | Promise<ActionOutcome> {
    const operation = action.call.slice(action.call.indexOf(".") + 1);
    const call = this.#calls.get(operation);
    if (call === undefined) return unknownCall(action.call, this.#definition.name, [...this.#calls.keys()]);
    return call.execute(action.parameters, context);
  }

  releaseComponent(): void | Promise<void> {
    return this.#definition.release?.();
  }
}

/** The outcome of a call that the component does not offer. */
export function unknownCall(call: string, component: string, operations: readonly string[]): ActionOutcome {
  const message = `The component "${component}" does not offer the call "${call}". It offers: ${operations.join(", ")}.`;
  return failed({ code: "unknown-call", message });
}

function describeCall(call: AnyCall): CallManifest {
  return {
    ...(call.description === undefined ? undefined : { description: call.description }),
    parameters: call.parameters,
    ...(call.output === undefined ? undefined : { output: call.output }),
    ...(call.idempotent === undefined ? undefined : { idempotent: call.idempotent }),
  };
}
