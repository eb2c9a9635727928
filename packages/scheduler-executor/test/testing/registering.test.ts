import { conformanceTests, describeActionComponent } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { good, options } from "../support/good-component.ts";

test("an expectation that throws is the test's failure, as it is", async () => {
  const broken = (): never => {
    throw new RangeError("not what I expected");
  };
  const calls = { hello: [{ name: "Ada", parameters: { name: "Ada" }, expect: broken }] };
  const found = conformanceTests(good, { ...options, calls }).find(({ name }) => name === "hello: Ada");
  await expect(found?.run()).rejects.toThrow(RangeError);
});

describe("skip", () => {
  test("a test that does not apply says why", () => {
    const tests = conformanceTests(good, { ...options, skip: [{ test: "calls may overlap", reason: "one port" }] });
    expect(tests.filter(({ skipped }) => skipped !== undefined)).toMatchObject([
      { name: "calls may overlap", skipped: "one port" },
    ]);
  });

  test("a name that no test has is an error", () => {
    expect(() => conformanceTests(good, { ...options, skip: [{ test: "calls overlap", reason: "" }] })).toThrow(
      'skip: there is no test "calls overlap". There are: "is JSON',
    );
  });
});

describe("registering", () => {
  test("every test of a group, with the runner that is given", async () => {
    const names: string[] = [];
    const runner = {
      describe: (name: string, body: () => void) => (names.push(name), body()),
      test: (name: string) => names.push(name),
    };
    const skip = [{ test: "calls may overlap", reason: "one port" }];
    describeActionComponent("good", good, { ...options, runner, skip });
    expect(names.slice(0, 3)).toEqual([
      "good is an action component",
      "manifest",
      "is JSON with a name, a version and calls",
    ]);
    expect(names).toContain("calls may overlap (does not apply: one port)");
    expect(names).toHaveLength(conformanceTests(good, options).length + 4);
  });

  test("without a runner it says how to give one", () => {
    expect(() => describeActionComponent("good", good, options)).toThrow("runner: { describe, test }");
  });
});
