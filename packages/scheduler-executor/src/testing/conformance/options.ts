import type { ActionOutcome, ActionStatus, JsonObject, JsonValue } from "@scheduler-components/core";
import type { ActionComponent } from "../../contract/component.ts";
import type { FakeContext, FakeContextOptions } from "../fake-context.ts";

/** One use of a call, and what it should give. */
export interface CallExample {
  /** Unique among the examples of its call. */
  readonly name: string;
  /** As the engine gives them: rendered, and fitting the manifest's schema. */
  readonly parameters: JsonObject;
  /** The run that the call sees. */
  readonly context?: FakeContextOptions;
  /** The attempt is cancelled as soon as it has begun; for a call that would otherwise take long. */
  readonly cancel?: boolean;
  /** A status, parts of the outcome, or a function that throws where it is not satisfied. `succeeded` unless said. */
  readonly expect?:
    | ActionStatus
    | ExpectedOutcome
    | ((outcome: ActionOutcome, context: FakeContext) => void | Promise<void>);
}

/** The parts of an outcome that an example says something about. */
export interface ExpectedOutcome {
  readonly status: ActionStatus;
  /** The whole output. */
  readonly output?: JsonValue;
  /** The error's code. */
  readonly code?: string;
}

export interface ConformanceOptions {
  /** By operation; every operation of the manifest has at least one. */
  readonly calls: { readonly [operation: string]: readonly CallExample[] };
  /** What init is given; an empty object unless said. */
  readonly config?: JsonValue;
  /** How long an attempt may go on after it was cancelled, in milliseconds; 1000 unless said. */
  readonly cancelWithinMs?: number;
  /** How long init, release and an attempt may take, in milliseconds; 10 000 unless said. */
  readonly withinMs?: number;
  /** Tests that do not apply, each with its reason. A name that no test has is an error. */
  readonly skip?: readonly { readonly test: string; readonly reason: string }[];
}

/** Makes the component under test, or gives the one that the package exports. */
export type MakeComponent = () => ActionComponent | Promise<ActionComponent>;

/** One test of the suite; `run` rejects with a `ConformanceError` where the component does not conform. */
export interface ConformanceTest {
  readonly group: "manifest" | "actions" | "life";
  readonly name: string;
  /** Why it does not apply; it is not to be run then. */
  readonly skipped?: string;
  run(): Promise<void>;
}

/** The component does not conform; the message says in what. */
export class ConformanceError extends Error {
  override readonly name: string = "ConformanceError";
}

/** It threw where it should have answered. The thrown value is the cause. */
export class ComponentThrew extends ConformanceError {}
