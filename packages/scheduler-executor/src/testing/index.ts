export type { FakeContext, FakeContextOptions } from "./fake-context.ts";
export { fakeContext } from "./fake-context.ts";
