import { expect, test } from "vitest";
import { checkBoundaries, type SourceFile } from "../scripts/boundaries/rules.ts";

const file = (of: Partial<SourceFile>): SourceFile => ({
  package: "scheduler-core",
  path: "state/transition.ts",
  imports: [],
  text: "",
  ...of,
});

test.each<[string, Partial<SourceFile>, string]>([
  ["the core imports another package", { imports: ["@scheduler-components/executor"] }, "may import no other package"],
  ["a deep import", { package: "scheduler", imports: ["@scheduler-components/core/dist/x.js"] }, "may import"],
  [
    "actions-http imports the engine",
    { package: "scheduler-actions-http", imports: ["@scheduler-components/scheduler"] },
    "may import",
  ],
  ["a relative import of another package", { imports: ["../../../scheduler/src/index.ts"] }, "outside the package"],
  ["a folder imports one above it", { path: "wbs/graph.ts", imports: ["../run/run.ts"] }, "stands above"],
  ["a folder imports the index", { imports: ["../index.ts"] }, "stands above"],
  ["a folder without a place", { path: "helpers/x.ts" }, "without a place"],
  ["the core reads a file", { imports: ["node:fs"] }, "no clock, file"],
  ["an export of everything", { text: 'export * from "./x.ts";\n' }, "export *"],
  ["a package without a row", { package: "scheduler-extra" }, "no row"],
])("%s is a violation", (_name, of, message) => {
  expect(checkBoundaries([file(of)])).toEqual([expect.objectContaining({ message: expect.stringContaining(message) })]);
});

test.each<[string, Partial<SourceFile>]>([
  ["the package's own package.json", { package: "scheduler", path: "cli/version.ts", imports: ["../../package.json"] }],
  ["a lower folder of the core", { imports: ["../wbs/graph.ts", "./lanes.ts", "yaml"] }],
  [
    "a package it may import",
    { package: "scheduler-executor", path: "index.ts", imports: ["@scheduler-components/core"] },
  ],
  [
    "a public subpath",
    { package: "scheduler", path: "a/b.ts", imports: ["@scheduler-components/executor/testing", "node:fs", "../c.ts"] },
  ],
])("%s is allowed", (_name, of) => {
  expect(checkBoundaries([file(of)])).toEqual([]);
});
