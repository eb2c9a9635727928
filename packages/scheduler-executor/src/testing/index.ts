export type { FakeContext, FakeContextOptions } from "./fake-context.ts";
export { fakeContext } from "./fake-context.ts";
export type {
  CallExample,
  ConformanceOptions,
  ConformanceTest,
  ExpectedOutcome,
  MakeComponent,
} from "./conformance/options.ts";
export { ConformanceError } from "./conformance/options.ts";
export { conformanceTests } from "./conformance/conformance-tests.ts";
export type { DescribeOptions, TestRunner } from "./describe-action-component.ts";
export { describeActionComponent } from "./describe-action-component.ts";
