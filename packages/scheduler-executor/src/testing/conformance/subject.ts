/** One component under test, with the time it has and the words for what it did wrong. */
import {
  type ActionOutcome,
  type JsonObject,
  type JsonValue,
  jsonEqual,
  type Manifest,
} from "@scheduler-components/core";
import { whyNotOutcome } from "../../contract/check-outcome.ts";
import type { ActionComponent } from "../../contract/component.ts";
import { whyNotJson } from "../../contract/json.ts";
import { systemTimer } from "../../time/timer.ts";
import { TimeLimitError, withinTime } from "../../time/within-time.ts";
import { fakeContext, type FakeContext } from "../fake-context.ts";
import {
  type CallExample,
  ComponentThrew,
  ConformanceError,
  type ConformanceOptions,
  type MakeComponent,
} from "./options.ts";

const DEFAULT_WITHIN_MS = 10_000;
const DEFAULT_CANCEL_WITHIN_MS = 1_000;

export class Subject {
  readonly component: ActionComponent;
  readonly manifest: Manifest;
  readonly options: ConformanceOptions;

  private constructor(component: ActionComponent, manifest: Manifest, options: ConformanceOptions) {
    this.component = component;
    this.manifest = manifest;
    this.options = options;
  }

  /** Makes the component and asks for its manifest; nothing is initialised. */
  static async make(make: MakeComponent, options: ConformanceOptions): Promise<Subject> {
    const component = await make();
    for (const name of ["describe", "initComponent", "executeAction", "releaseComponent"] as const) {
      if (typeof component?.[name] !== "function")
        throw new ConformanceError(`The component has no function "${name}".`);
    }
    const manifest = await inTime("describe", options.withinMs, async () => component.describe());
    const reason = whyNotJson(manifest);
    if (reason !== undefined) throw new ConformanceError(`The manifest is not JSON: manifest${reason}`);
    return new Subject(component, manifest, options);
  }

  /** Makes it, initialises it, works with it, and releases it whatever happened. */
  static async use(
    make: MakeComponent,
    options: ConformanceOptions,
    work: (subject: Subject) => Promise<void>,
  ): Promise<void> {
    const subject = await Subject.make(make, options);
    await subject.init();
    try {
      await work(subject);
    } finally {
      await subject.release();
    }
  }

  init(): Promise<void> {
    const { config = {}, withinMs } = this.options;
    return inTime("initComponent", withinMs, async () => this.component.initComponent(config));
  }

  release(): Promise<void> {
    return inTime("releaseComponent", this.options.withinMs, async () => this.component.releaseComponent());
  }

  /** Every example with its operation. */
  examples(): readonly { readonly operation: string; readonly example: CallExample }[] {
    return Object.entries(this.options.calls).flatMap(([operation, examples]) =>
      examples.map((example) => ({ operation, example })),
    );
  }

  /** Carries an example out and checks that its answer is an outcome. */
  async execute(
    operation: string,
    example: CallExample,
    context: FakeContext = fakeContext(example.context),
  ): Promise<ActionOutcome> {
    const at = `${operation}, "${example.name}"`;
    const parameters = structuredClone(example.parameters) as JsonObject;
    const outcome = await this.answer(operation, parameters, context, at, example.cancel ?? false);
    if (!jsonEqual(parameters, example.parameters)) {
      throw new ConformanceError(`${at}: the parameters were changed; they are shared with the run and only read.`);
    }
    return outcome;
  }

  /** The outcome of a call; in the time for cancelled attempts where `cancel` is set. */
  async answer(
    operation: string,
    parameters: JsonValue,
    context: FakeContext,
    at: string,
    cancel: boolean,
  ): Promise<ActionOutcome> {
    const { withinMs, cancelWithinMs = DEFAULT_CANCEL_WITHIN_MS } = this.options;
    const action = { id: "example", call: `${this.manifest.name}.${operation}`, parameters };
    const answer = await inTime(at, cancel ? cancelWithinMs : withinMs, async () => {
      const answered = this.component.executeAction(action, context);
      if (cancel) context.cancel();
      return answered;
    });
    context.end();
    const reason = whyNotOutcome(answer);
    if (reason !== undefined) throw new ConformanceError(`${at}: the answer is not an outcome: ${reason}`);
    return answer;
  }
}

/** Runs a step within its time; what it throws is told with its place and kept as the cause. */
async function inTime<T>(what: string, ms: number | undefined, work: () => Promise<T>): Promise<T> {
  const limit = ms ?? DEFAULT_WITHIN_MS;
  try {
    return await withinTime(work, limit, systemTimer);
  } catch (cause) {
    if (cause instanceof TimeLimitError)
      throw new ConformanceError(`${what}: it did not end within ${limit} ms.`, { cause });
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ComponentThrew(`${what}: it threw: ${message}`, { cause });
  }
}
