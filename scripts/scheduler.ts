/**
 * The command line from a checkout: `pnpm --silent scheduler <verb>`. Builds first where nothing is built yet; what
 * the build says goes to stderr, so that stdout holds the verb's result alone.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");
const program = join(root, "packages/scheduler/dist/bin.js");

if (!existsSync(program)) {
  const turbo = join(root, "node_modules/.bin/turbo");
  const built = spawnSync(turbo, ["run", "build", "--output-logs=errors-only"], { cwd: root, stdio: ["ignore", 2, 2] });
  if (built.status !== 0) process.exit(2);
}
// In this process, not a child: signals and the terminal belong to the verb.
process.argv[1] = program;
await import(pathToFileURL(program).href);
