import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/**
 * With glibc each thread has its memory from one of many arenas, and what is freed stays in pieces there: a process that begins and
 * ends thousands of threads holds 100 MiB more for that, up and down. With one arena it is flat, and what is measured is what is kept.
 */
process.env["MALLOC_ARENA_MAX"] = "1";

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
