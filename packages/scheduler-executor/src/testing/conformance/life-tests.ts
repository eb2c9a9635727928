import { fakeContext } from "../fake-context.ts";
import { meetExpectation } from "./expectation.ts";
import { ComponentThrew, type ConformanceOptions, type ConformanceTest, type MakeComponent } from "./options.ts";
import { Subject } from "./subject.ts";

/** From init to release, and what lies around them. */
export function lifeTests(make: MakeComponent, options: ConformanceOptions): readonly ConformanceTest[] {
  const test = (name: string, check: (subject: Subject) => Promise<void>): ConformanceTest => ({
    group: "life",
    name,
    run: async () => check(await Subject.make(make, options)),
  });
  return [
    test("it can be described and never used", async () => {}),
    test("it can be initialised and released without an action", async (subject) => {
      await subject.init();
      await subject.release();
    }),
    test("a second release does nothing", async (subject) => {
      await subject.init();
      await subject.release();
      await subject.release();
    }),
    test("it serves a second run after its release", async (subject) => {
      await useOnce(subject, "in the first run");
      await useOnce(subject, "in the second run");
    }),
    test("an action after its release ends", async (subject) => {
      await subject.init();
      await subject.release();
      const [first] = subject.examples();
      if (first === undefined) return;
      const context = fakeContext(first.example.context);
      try {
        await subject.answer(
          first.operation,
          structuredClone(first.example.parameters),
          context,
          "after release",
          true,
        );
      } catch (error) {
        if (error instanceof ComponentThrew) return;
        throw error;
      } finally {
        await subject.release();
      }
    }),
  ];
}

async function useOnce(subject: Subject, when: string): Promise<void> {
  await subject.init();
  try {
    const [first] = subject.examples();
    if (first === undefined) return;
    const { operation, example } = first;
    const context = fakeContext(example.context);
    const outcome = await subject.execute(operation, example, context);
    await meetExpectation(`${operation}, "${example.name}", ${when}`, example.expect, outcome, context);
  } finally {
    await subject.release();
  }
}
