/** Restate's server as it is published, with a program of its SDK, each in a process of its own and as they are without configuration. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** No start takes longer. */
const LONGEST_START_MS = 60_000;

export interface Restate extends AsyncDisposable {
  /** Carries out a chain of steps, and gives how many were done. */
  readonly chain: (steps: number) => Promise<number>;
}

/** The server's program; undefined where it is not published for this machine. */
export function restateProgram(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("@restatedev/restate-server-linux-x64/package.json");
    const program = join(manifest, "../bin/restate-server");
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

export async function startRestate(program: string): Promise<Restate> {
  const folder = await mkdtemp(join(tmpdir(), "bench-restate-"));
  const [node, admin, ingress] = [await freePort(), await freePort(), await freePort()];
  const address = (port: number): string => `127.0.0.1:${port}`;
  const server = spawn(program, ["--listen-mode", "tcp", "--no-logo", "--base-dir", folder], {
    cwd: folder,
    stdio: "ignore",
    env: {
      RESTATE_BIND_ADDRESS: address(node),
      RESTATE_ADMIN__BIND_ADDRESS: address(admin),
      RESTATE_INGRESS__BIND_ADDRESS: address(ingress),
      RESTATE_DISABLE_TELEMETRY: "true",
    },
  });
  const service = spawn(process.execPath, [join(import.meta.dirname, "../processes/restate-service.ts")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const stop = async (): Promise<void> => {
    await Promise.all([ended(service, "SIGTERM"), ended(server, "SIGKILL")]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [port] = (await once(service, "message")) as [number];
    const uri = `http://${address(port)}`;
    await post(`http://${address(admin)}/deployments`, { uri }, LONGEST_START_MS);
    const chain = (steps: number, patience = 0): Promise<number> =>
      post(`http://${address(ingress)}/chain/run`, steps, patience) as Promise<number>;
    await chain(1, LONGEST_START_MS);
    return { chain: (steps) => chain(steps), [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks again for so long, where nobody listens yet. */
async function post(url: string, body: unknown, patienceMs: number): Promise<unknown> {
  for (const since = performance.now(); ; await setTimeout(100)) {
    try {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
      const text = await response.text();
      if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 1000)}`);
      return JSON.parse(text);
    } catch (error) {
      if (performance.now() - since > patienceMs) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}
