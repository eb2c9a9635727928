/** At the end of a run of the tests: one line for each kind of check that was left out on this machine, and how to have it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES, EXAMPLES_FOLDER } from "../scripts/examples/plan.ts";
import { CORE, MY_HOST, SCHEDULER, whyNot } from "./wasmtime/support.ts";

export function setup(): () => void {
  return () => {
    const why = whyNot(CORE, MY_HOST, SCHEDULER);
    if (why !== undefined) process.stdout.write(`Left out: the checks in wasmtime (test/wasmtime); ${why}\n`);
    const unbuilt = EXAMPLES.filter(({ folder, file }) => !existsSync(join(EXAMPLES_FOLDER, folder, file)));
    if (unbuilt.length > 0) {
      const names = unbuilt.map(({ folder, file }) => `${folder}/${file}`).join(", ");
      process.stdout.write(
        `Left out: examples/components/all.yaml; not built: ${names}; npx -y pnpm@12 build:examples --install\n`,
      );
    }
  };
}
