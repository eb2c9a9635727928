import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** The built program: what users run. */
export const BIN: string = join(import.meta.dirname, "../../dist/bin.js");
if (!existsSync(BIN)) throw new Error(`${BIN} is missing; build it first: pnpm build`);

/** Not the user's own; kept, since what is in it is made from content alone. */
const CACHE = join(tmpdir(), "scheduler-components-test-cache");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
}

/** A run of the command line under way. */
export interface Cli {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves once stdout or stderr holds the text. */
  readonly said: (text: string) => Promise<void>;
  readonly finished: Promise<Finished>;
}

export function startCli(args: readonly string[], options: CliOptions = {}): Cli {
  return watch(spawn(process.execPath, [BIN, ...args], { cwd: options.cwd, env: environment(options) }), options.stdin);
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<Finished> {
  return startCli(args, options).finished;
}

/** The same through a shell, for pipes and pseudo terminals. `$SCHEDULER` is the program. */
export function runShell(script: string, options: CliOptions = {}): Promise<Finished> {
  const env = { ...environment(options), SCHEDULER: `${process.execPath} ${BIN}` };
  return watch(spawn("bash", ["-c", script], { cwd: options.cwd, env }), options.stdin).finished;
}

function environment(options: CliOptions): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...env } = process.env;
  return { ...env, SCHEDULER_CACHE_DIR: CACHE, ...options.env };
}

function watch(child: ChildProcessWithoutNullStreams, stdin = ""): Cli {
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    look();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    look();
  });
  child.stdin.on("error", () => {});
  child.stdin.end(stdin);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      void finished.then(() =>
        reject(new Error(`the process ended without saying ${JSON.stringify(text)}:\n${stdout}\n${stderr}`)),
      );
    });
  return { child, said, finished };
}
