import { conformanceTests } from "./conformance/conformance-tests.ts";
import type { ConformanceOptions, MakeComponent } from "./conformance/options.ts";

/** What a test runner gives: vitest, jest and `node:test` all do. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>) => unknown;
}

export interface DescribeOptions extends ConformanceOptions {
  /** `describe` and `test` of the runner; those of the global scope unless said. */
  readonly runner?: TestRunner;
}

/**
 * Registers the conformance suite with a test runner.
 *
 * @example
 * import { describe, test } from "vitest";
 *
 * describeActionComponent("greet", () => component, {
 *   runner: { describe, test },
 *   calls: { hello: [{ name: "a person", parameters: { name: "Ada" }, expect: "succeeded" }] },
 * });
 */
export function describeActionComponent(name: string, make: MakeComponent, options: DescribeOptions): void {
  const { describe, test } = options.runner ?? globalRunner();
  const tests = conformanceTests(make, options);
  describe(`${name} is an action component`, () => {
    for (const group of ["manifest", "actions", "life"] as const) {
      describe(group, () => {
        for (const each of tests) {
          if (each.group !== group) continue;
          // Shown with its reason and empty: runners differ in how a test is left out.
          if (each.skipped === undefined) test(each.name, () => each.run());
          else test(`${each.name} (does not apply: ${each.skipped})`, async () => {});
        }
      });
    }
  });
}

function globalRunner(): TestRunner {
  const { describe, test } = globalThis as Partial<TestRunner>;
  if (typeof describe === "function" && typeof test === "function") return { describe, test };
  throw new TypeError(
    "There is no global describe and test: give those of your runner as `runner: { describe, test }`.",
  );
}
