import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Hostile components: long, and measured by the process that they run in, so one file at a time in a process of its own. */
export default defineConfig({
  ...base,
  test: {
    include: ["test/containment/*.hostile.ts", "packages/scheduler/test/wasm/binary/{fuzz,names}.test.ts"],
    pool: "forks",
    fileParallelism: false,
    execArgv: ["--expose-gc"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
