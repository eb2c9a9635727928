import type { Action, ActionOutcome, ComponentUsage, JsonValue, Manifest } from "@scheduler-components/core";
import type { ActionContext } from "./context.ts";

/**
 * What carries actions out: the one port through which the engine reaches a component, native or `.wasm`. It says what the
 * WIT interfaces `lifecycle` and `component-api` say, with JSON values for JSON text, and every answer may be a promise.
 *
 * An answer that is not a promise is settled at once, without a turn of the event loop.
 */
export interface ActionComponent {
  /** What it offers. Called before init, without grants, any number of times; always says the same, as plain JSON. */
  describe(): Manifest | Promise<Manifest>;
  /**
   * Called once a run, before its first action. A throw makes every action of the component fail with `init-failed`. A
   * component that was released may be initialised again, for another run.
   */
  initComponent(config: JsonValue): void | Promise<void>;
  /**
   * Carries out one attempt. The parameters are rendered and fit the manifest's schema; they are shared, so never write to
   * them. A failed action is an *outcome*. A throw or rejection means that the component itself could not do its job: the
   * attempt then fails with `component-failed`. Calls may overlap.
   */
  executeAction(action: Action, context: ActionContext): ActionOutcome | Promise<ActionOutcome>;
  /** Called when the run ends, also after failures and interrupts, if init succeeded. May be called again. */
  releaseComponent(): void | Promise<void>;
}

/** A component that runs contained, and can say what it has used of its limits. Beyond the WIT: the host measures, not the guest. */
export interface MeteredComponent extends ActionComponent {
  /** Since it was made; asked after its release. */
  usage(): ComponentUsage;
}
