import type { ActionOutcome } from "@scheduler-components/core";
import { fakeContext } from "../fake-context.ts";
import { meetExpectation } from "./expectation.ts";
import {
  type CallExample,
  ComponentThrew,
  ConformanceError,
  type ConformanceOptions,
  type ConformanceTest,
  type MakeComponent,
} from "./options.ts";
import { whyNotFitting } from "./schema.ts";
import { Subject } from "./subject.ts";

/** How many times each example runs at once when calls overlap. */
const OVERLAPPING = 4;
const UNKNOWN = "no-such-operation";

/** What the component answers to actions. */
export function actionTests(make: MakeComponent, options: ConformanceOptions): readonly ConformanceTest[] {
  const test = (name: string, check: (subject: Subject) => Promise<void>): ConformanceTest => ({
    group: "actions",
    name,
    run: () => Subject.use(make, options, check),
  });
  return [
    ...Object.entries(options.calls).flatMap(([operation, examples]) =>
      examples.map((example) =>
        test(`${operation}: ${example.name}`, (subject) => checkExample(subject, operation, example)),
      ),
    ),
    test("a call that it does not offer is no success", checkUnknownCall),
    test("calls may overlap", checkOverlap),
    test("calls that are said to be idempotent may be repeated", checkIdempotence),
    test("an attempt that was cancelled before it began ends in time", checkCancelledBefore),
    test("an attempt that is cancelled while it runs ends in time", checkCancelledMeanwhile),
  ];
}

async function checkExample(subject: Subject, operation: string, example: CallExample): Promise<void> {
  const at = `${operation}, "${example.name}"`;
  const context = fakeContext(example.context);
  const outcome = await subject.execute(operation, example, context);
  checkError(at, outcome);
  await meetExpectation(at, example.expect, outcome, context);
  const schema = subject.manifest.calls[operation]?.output;
  if (schema === undefined || outcome.status !== "succeeded") return;
  const reason = whyNotFitting(schema, outcome.output ?? null);
  if (reason !== undefined) throw new ConformanceError(`${at}: the output does not fit the manifest: output${reason}`);
}

/** What people and expressions read of an error is there. */
function checkError(at: string, { error }: ActionOutcome): void {
  if (error === undefined) return;
  if (error.message.trim() === "") throw new ConformanceError(`${at}: error.message is empty`);
  if (/\s/.test(error.code)) {
    throw new ConformanceError(
      `${at}: error.code is "${error.code}"; a code is one word for expressions to compare with`,
    );
  }
}

async function checkUnknownCall(subject: Subject): Promise<void> {
  let outcome: ActionOutcome;
  try {
    outcome = await subject.answer(UNKNOWN, {}, fakeContext(), UNKNOWN, false);
  } catch (error) {
    // A throw says so too.
    if (error instanceof ComponentThrew) return;
    throw error;
  }
  if (outcome.status !== "failed") {
    throw new ConformanceError(`The call "${UNKNOWN}", which is not offered, was answered with ${outcome.status}.`);
  }
}

async function checkOverlap(subject: Subject): Promise<void> {
  const runs = subject
    .examples()
    .flatMap((each) => Array.from({ length: OVERLAPPING }, (_, index) => ({ ...each, index })));
  await Promise.all(
    runs.map(async ({ operation, example, index }) => {
      const context = fakeContext({ ...example.context, taskId: `${example.context?.taskId ?? "task"}-${index}` });
      const outcome = await subject.execute(operation, example, context);
      if (typeof example.expect === "function") return;
      // Only the status: what a call gives may depend on its task.
      const status = typeof example.expect === "object" ? example.expect.status : example.expect;
      await meetExpectation(`${operation}, "${example.name}", with others at once`, status, outcome, context);
    }),
  );
}

async function checkIdempotence(subject: Subject): Promise<void> {
  for (const { operation, example } of subject.examples()) {
    if (subject.manifest.calls[operation]?.idempotent !== true) continue;
    const first = await subject.execute(operation, example);
    const second = await subject.execute(operation, example, fakeContext({ ...example.context, attempt: 2 }));
    if (first.status === second.status) continue;
    const at = `${operation}, "${example.name}"`;
    throw new ConformanceError(
      `${at}: the first time ${first.status}, the second ${second.status}; it is said to be idempotent`,
    );
  }
}

async function checkCancelledBefore(subject: Subject): Promise<void> {
  for (const { operation, example } of subject.examples()) {
    const context = fakeContext(example.context);
    context.cancel();
    await endsInTime(subject, operation, example, context);
  }
}

async function checkCancelledMeanwhile(subject: Subject): Promise<void> {
  for (const { operation, example } of subject.examples()) {
    await endsInTime(subject, operation, example, fakeContext(example.context));
  }
}

/** Whatever it answers, or throws: nobody waits for it any more. */
async function endsInTime(
  subject: Subject,
  operation: string,
  example: CallExample,
  context: ReturnType<typeof fakeContext>,
): Promise<void> {
  const at = `${operation}, "${example.name}", cancelled`;
  try {
    await subject.answer(operation, structuredClone(example.parameters), context, at, true);
  } catch (error) {
    if (error instanceof ComponentThrew) return;
    throw error;
  }
}
