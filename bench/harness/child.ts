import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Milliseconds from the start of a process to its end. Rejects unless it exits 0. */
export async function timeProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const started = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  const complaint = collect(child);
  const [code] = await once(child, "exit");
  const elapsed = performance.now() - started;
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} exited ${String(code)}: ${await complaint}`);
  return elapsed;
}

/** Runs a TypeScript file with this Node and gives the JSON that it prints as its last line. */
export async function runForJson<T>(file: string, args: readonly string[], flags: readonly string[] = []): Promise<T> {
  const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let last = "";
  if (child.stdout) for await (const line of createInterface(child.stdout)) last = line;
  if (child.exitCode === null) await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`${file} ${args.join(" ")} exited ${String(child.exitCode)}`);
  return JSON.parse(last) as T; // Our own child's line.
}

async function collect(child: ChildProcess): Promise<string> {
  let text = "";
  if (child.stderr) for await (const chunk of child.stderr) text = `${text}${String(chunk)}`.slice(-4000);
  return text;
}
