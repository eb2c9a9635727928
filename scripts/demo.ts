/**
 * `pnpm demo`: starts the demo server on a free port, validates `examples/http-demo.yaml` and runs it against the server. Everything
 * is done by the built command line, in processes of its own, as a user would.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BIN = join(ROOT, "packages/scheduler/dist/bin.js");
const SCENARIO = "examples/http-demo.yaml";

process.exitCode = await demo();

async function demo(): Promise<number> {
  const server = spawn(process.execPath, [BIN, "demo-server", "--port", "0", "--quiet"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await firstLine(server);
    console.error(`demo server: ${url}\n`);
    const valid = await scheduler("validate", SCENARIO);
    return valid === 0 ? await scheduler("run", SCENARIO, "--input", `base=${url}`) : valid;
  } finally {
    const gone = server.exitCode === null && server.signalCode === null ? once(server, "exit") : undefined;
    server.kill("SIGTERM");
    await gone;
  }
}

/** The server prints its URL once it listens. */
async function firstLine(server: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of server.stdout ?? []) {
    text += String(chunk);
    const end = text.indexOf("\n");
    // Breaking out would destroy the stream, which is all right: nothing more is printed.
    if (end >= 0) return text.slice(0, end);
  }
  throw new Error("the demo server ended without an URL");
}

async function scheduler(...args: string[]): Promise<number> {
  console.error(`$ scheduler ${args.join(" ")}`);
  const child = spawn(process.execPath, [BIN, ...args], { cwd: ROOT, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
