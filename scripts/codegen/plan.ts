/** Which interfaces each package gets, and from which world they are generated. */
export interface Target {
  /** Folder below `packages/`. */
  readonly package: string;
  /** Worlds to generate from, as `folder/world`. */
  readonly worlds: readonly string[];
  /** Whether it gets the interfaces of WASI too that its worlds import. */
  readonly wasi?: true;
}

export const targets: readonly Target[] = [
  { package: "scheduler-core", worlds: ["core-libs/core-libs", "executor/executor-types"] },
  {
    package: "scheduler-executor",

    worlds: ["executor/executor", "executor/action-component"],
  },
  {
    package: "scheduler-actions-http",

    worlds: ["actions-http/http-action-component", "actions-http/action-component-with-client"],
    wasi: true,
  },
  { package: "scheduler", worlds: ["main/scheduler"], wasi: true },
];
