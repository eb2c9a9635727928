import { join } from "node:path";
import { defineConfig } from "vitest/config";

const source = (path: string): string => join(import.meta.dirname, "packages", path);

export default defineConfig({
  resolve: {
    // Tests run on the sources; what is built and packed has its own check (`pnpm check:packages`).
    alias: [
      { find: /^@scheduler-components\/core$/, replacement: source("scheduler-core/src/index.ts") },
      { find: /^@scheduler-components\/executor$/, replacement: source("scheduler-executor/src/index.ts") },
      {
        find: /^@scheduler-components\/executor\/testing$/,
        replacement: source("scheduler-executor/src/testing/index.ts"),
      },
      { find: /^@scheduler-components\/actions-http$/, replacement: source("scheduler-actions-http/src/index.ts") },
      { find: /^@scheduler-components\/scheduler$/, replacement: source("scheduler/src/index.ts") },
    ],
  },
  test: {
    globalSetup: ["test/left-out.ts"],
    // By itself vitest leaves one core to others: of two that would be half, and many tests wait for processes and threads.
    maxWorkers: "100%",
    // Properties, processes and threads share two cores with each other.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
  },
});
