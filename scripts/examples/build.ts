import { spawn } from "node:child_process";
import { join } from "node:path";
import { EXAMPLES_FOLDER, type ExampleComponent } from "./plan.ts";

/** The exit code by which a build script says that its tools are not here. */
const TOOLS_MISSING = 77;

export type Built =
  | { readonly kind: "built"; readonly output: string }
  /** `reason` names the tools that are missing. */
  | { readonly kind: "left-out"; readonly reason: string }
  | { readonly kind: "failed"; readonly log: string };

/** Runs a component's build script. Without `install` nothing is installed, and what needs more than is here is left out. */
export async function buildExample(example: ExampleComponent, output: string, install: boolean): Promise<Built> {
  const cwd = join(EXAMPLES_FOLDER, example.folder);
  const child = spawn("bash", ["./build.sh", output], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_INSTALL: install ? "0" : "1" },
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => (log += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0) return { kind: "built", output };
  if (code === TOOLS_MISSING) return { kind: "left-out", reason: log.trim().split("\n").at(-1) ?? "" };
  return { kind: "failed", log };
}
