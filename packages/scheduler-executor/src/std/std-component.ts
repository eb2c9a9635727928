import type { Action, ActionOutcome, JsonValue, Manifest } from "@scheduler-components/core";
import type { ActionComponent } from "../contract/component.ts";
import type { ActionContext } from "../contract/context.ts";
import { defineComponent } from "../contract/define-component.ts";
import { succeeded } from "../contract/outcomes.ts";
import { systemTimer, type Timer } from "../time/timer.ts";
import { fail, log, noop, set } from "./instant-calls.ts";
import { sleepCall } from "./sleep.ts";
import { approve, waitSignal } from "./waiting.ts";

export interface StdOptions {
  /** What `std.sleep` waits by; the machine's timers unless said. */
  readonly timer?: Timer;
}

const DONE = succeeded();

/** The standard actions: `noop`, `log {message, level}`, `set {…}`, `fail {message, retryable}`, `sleep {duration}`, `wait_signal {name, timeout}`, `approve {message, name, timeout}`. */
export function createStdComponent(options: StdOptions = {}): ActionComponent {
  return new StdComponent(options.timer ?? systemTimer);
}

class StdComponent implements ActionComponent {
  readonly #calls: ActionComponent;

  constructor(timer: Timer) {
    this.#calls = defineComponent({
      name: "std",
      version: "0.1.0",
      description: "The standard actions.",
      calls: { noop, log, set, fail, sleep: sleepCall(timer), wait_signal: waitSignal, approve },
    });
  }

  describe(): Manifest | Promise<Manifest> {
    return this.#calls.describe();
  }

  initComponent(config: JsonValue): void | Promise<void> {
    return this.#calls.initComponent(config);
  }

  executeAction(action: Action, context: ActionContext): ActionOutcome | Promise<ActionOutcome> {
    // The engine's floor is measured with it: not even the operation's name is cut out of the call.
    if (action.call === "std.noop") return DONE;
    return this.#calls.executeAction(action, context);
  }

  releaseComponent(): void | Promise<void> {
    return this.#calls.releaseComponent();
  }
}
