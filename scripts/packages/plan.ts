import { join } from "node:path";

/** A package as it is published, and what its check needs to know. */
export interface Published {
  /** Folder below `packages/`. */
  readonly folder: string;
  readonly name: string;
  /** Packages of this workspace that it brings along, whose tarballs must be installed with it. */
  readonly brings: readonly string[];
}

export const root: string = join(import.meta.dirname, "../..");

const scoped = (name: string): string => `@scheduler-components/${name}`;

export const published: readonly Published[] = [
  { folder: "scheduler-core", name: scoped("core"), brings: [] },
  { folder: "scheduler-executor", name: scoped("executor"), brings: [scoped("core")] },
  { folder: "scheduler-actions-http", name: scoped("actions-http"), brings: [scoped("executor"), scoped("core")] },
  {
    folder: "scheduler",
    name: scoped("scheduler"),
    brings: [scoped("actions-http"), scoped("executor"), scoped("core")],
  },
];
