import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface BenchServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
}

/** Starts the HTTP server in a process of its own, so that neither side pays for it. */
export async function startServer(): Promise<BenchServer> {
  const file = join(import.meta.dirname, "../processes/server.ts");
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return {
    origin: String(line).trim(),
    [Symbol.asyncDispose]: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}
