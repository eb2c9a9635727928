import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "./plan.ts";

/**
 * Runs a program to its end and gives its stdout; throws with all that it said unless it exits 0. Programs are looked for in
 * the folders `before`, then among those of the workspace, then on the path.
 */
export function run(program: string, args: readonly string[], cwd: string, before: readonly string[] = []): string {
  const path = [...before, join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
  const done = spawnSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, PATH: path } });
  if (done.status === 0) return done.stdout;
  const said = [done.error?.message, done.stdout, done.stderr].filter(Boolean).join("\n");
  throw new Error(`\`${program} ${args.join(" ")}\` in ${cwd} failed:\n${said}`);
}
