import type { ActionComponent, ActionOutcome, JsonObject, JsonValue } from "@scheduler-components/executor";
import type { FakeContext } from "@scheduler-components/executor/testing";
import { fakeContext } from "@scheduler-components/executor/testing";
import type { HttpOptions, HttpOutput } from "@scheduler-components/actions-http";
import { createHttpComponent } from "@scheduler-components/actions-http";
import { onTestFinished } from "vitest";

/** A component without a proxy, released when the test ends. */
export function component(options: HttpOptions = {}): ActionComponent {
  const made = createHttpComponent({ proxy: "none", ...options });
  onTestFinished(async () => made.releaseComponent());
  return made;
}

export async function act(
  http: ActionComponent,
  operation: string,
  parameters: JsonValue,
  context: FakeContext = fakeContext(),
): Promise<ActionOutcome> {
  return http.executeAction({ id: "a", call: `http.${operation}`, parameters }, context);
}

/** The output of an outcome that must have one. */
export function outputOf(outcome: ActionOutcome): HttpOutput {
  if (outcome.output === undefined) throw new Error(`no output: ${JSON.stringify(outcome.error)}`);
  return outcome.output as HttpOutput;
}

export async function get(parameters: JsonObject, options: HttpOptions = {}): Promise<ActionOutcome> {
  return act(component(options), "get", parameters);
}
