import { actionTests } from "./action-tests.ts";
import { lifeTests } from "./life-tests.ts";
import { manifestTests } from "./manifest-tests.ts";
import type { ConformanceOptions, ConformanceTest, MakeComponent } from "./options.ts";

/**
 * The tests that every action component passes, for any runner: each has a name and a `run` that rejects where the component
 * does not conform. Throws where `skip` names a test that there is not.
 *
 * `make` is called for every test. It may give the same component each time: one that was released can be initialised again.
 */
export function conformanceTests(make: MakeComponent, options: ConformanceOptions): readonly ConformanceTest[] {
  const tests = [...manifestTests(make, options), ...actionTests(make, options), ...lifeTests(make, options)];
  const reasons = new Map((options.skip ?? []).map(({ test, reason }) => [test, reason]));
  for (const name of reasons.keys()) {
    if (tests.some((test) => test.name === name)) continue;
    const names = tests.map((test) => `"${test.name}"`).join(", ");
    throw new TypeError(`skip: there is no test "${name}". There are: ${names}.`);
  }
  return tests.map((test) => {
    const skipped = reasons.get(test.name);
    return skipped === undefined ? test : { ...test, skipped };
  });
}
