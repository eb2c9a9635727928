import { type ActionOutcome, jsonEqual, type JsonValue } from "@scheduler-components/core";
import type { FakeContext } from "../fake-context.ts";
import { type CallExample, ConformanceError } from "./options.ts";

/** Throws where the outcome is not what the example says. */
export async function meetExpectation(
  at: string,
  expected: CallExample["expect"],
  outcome: ActionOutcome,
  context: FakeContext,
): Promise<void> {
  if (typeof expected === "function") return expected(outcome, context);
  const { status, output, code } = typeof expected === "object" ? expected : { status: expected ?? "succeeded" };
  if (outcome.status !== status) {
    const error = outcome.error === undefined ? "" : ` (${outcome.error.code}: ${outcome.error.message})`;
    throw new ConformanceError(`${at}: expected the status ${status}, found ${outcome.status}${error}`);
  }
  if (output !== undefined && !(outcome.output !== undefined && jsonEqual(output, outcome.output))) {
    throw new ConformanceError(`${at}: expected the output ${show(output)}, found ${show(outcome.output)}`);
  }
  if (code !== undefined && outcome.error?.code !== code) {
    throw new ConformanceError(`${at}: expected the error code ${code}, found ${outcome.error?.code ?? "no error"}`);
  }
}

function show(value: JsonValue | undefined): string {
  const text = value === undefined ? "none" : JSON.stringify(value);
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
