import { createRequire } from "node:module";
import { join } from "node:path";

const packageOf = (name: string): string => join(createRequire(import.meta.url).resolve(`${name}/package.json`), "..");

/** The `scheduler` command as it is published. */
export const schedulerProgram: string = join(packageOf("@scheduler-components/scheduler"), "dist/bin.js");

export const stepciProgram: string = join(packageOf("stepci"), "dist/index.js");
