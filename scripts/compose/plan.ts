import { join } from "node:path";
import { COMPONENT_FILE } from "../components/component.ts";
import { root } from "../wit/assemble.ts";

/** Where compositions are written; not committed. */
export const COMPOSED_FOLDER: string = join(root, "compose/dist");

/** Components by the names that the `.wac` files know them by. */
export const PARTS: Readonly<Record<string, string>> = {
  "scheduler:core": join(root, "packages/scheduler-core", COMPONENT_FILE),
  "scheduler:executor": join(root, "packages/scheduler-executor", COMPONENT_FILE),
  "scheduler:actions-http": join(root, "packages/scheduler-actions-http", COMPONENT_FILE),
  "scheduler:scheduler": join(root, "packages/scheduler", COMPONENT_FILE),
  "example:my-host": join(COMPOSED_FOLDER, "my-host.wasm"),
};

/** A composition, and what it must look like from outside. */
export interface Composition {
  /** Below `compose/`. */
  readonly source: string;
  readonly file: string;
  /** Beginnings of the names that may be imported. */
  readonly imports: readonly string[];
  /** All that is exported. */
  readonly exports: readonly string[];
}

export const COMPOSITIONS: readonly Composition[] = [
  {
    source: "libs.wac",
    file: "libs.wasm",
    imports: ["wasi:"],
    exports: [
      "scheduler:actions-http/client@0.1.0",
      "scheduler:actions-http/http-component@0.1.0",
      "scheduler:actions-http/types@0.1.0",
      "scheduler:core-libs/parser@0.1.0",
      "scheduler:core-libs/types@0.1.0",
      "scheduler:executor/component-api@0.1.0",
      "scheduler:executor/context-host@0.1.0",
      "scheduler:executor/context@0.1.0",
      "scheduler:executor/types@0.1.0",
    ],
  },
  { source: "my-host.wac", file: "my-host-composed.wasm", imports: [], exports: ["parse-yaml"] },
  {
    source: "scheduler.wac",
    file: "scheduler-composed.wasm",
    imports: ["wasi:"],
    exports: ["run-scenario", "run-scenario-with", "wasi:cli/run@0.2.12"],
  },
];
