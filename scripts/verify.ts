/**
 * Everything that CI checks beside the tests, one step after another. All steps run, so that one fault does not hide
 * the next; exits 1 if any failed.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const root = join(import.meta.dirname, "..");
const steps: readonly Step[] = [
  { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
  { name: "format", command: ["oxfmt", "--check", "."] },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"] },
  { name: "boundaries between packages", command: ["turbo", "boundaries"] },
  { name: "boundaries between folders", command: ["node", "scripts/boundaries/index.ts"] },
  { name: "codegen drift", command: ["node", "scripts/codegen/index.ts", "--check"] },
  { name: "schema drift", command: ["node", "scripts/schema/index.ts", "--check"] },
  { name: "re-exports drift", command: ["node", "scripts/reexports/index.ts", "--check"] },
  // Forced: a build taken from the cache is laid over what an earlier one left, and that would be packed too.
  { name: "build", command: ["turbo", "run", "build", "--force", "--output-logs=errors-only"] },
  { name: "components", command: ["node", "scripts/components/index.ts"] },
  { name: "packages", command: ["node", "scripts/packages/index.ts"] },
];

const failed: string[] = [];
for (const { name, command } of steps) {
  const [program, ...args] = command;
  process.stdout.write(`\n── ${name}: ${command.join(" ")}\n`);
  const started = performance.now();
  const local = join(root, "node_modules/.bin", program);
  const done = spawnSync(existsSync(local) ? local : program, args, { cwd: root, stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`   ${name}: ${done.status === 0 ? "ok" : "FAILED"} in ${seconds} s\n`);
  if (done.status !== 0) failed.push(name);
}
process.stdout.write(failed.length > 0 ? `\nFailed: ${failed.join(", ")}.\n` : "\nAll checks passed.\n");
if (failed.length > 0) process.exitCode = 1;
