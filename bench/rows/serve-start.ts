import { once } from "node:events";
import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Agent, request } from "undici";
import { temporaryFolder } from "../fixtures/files.ts";
import { schedulerProgram } from "../harness/programs.ts";
import { quantile } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const PER_SECOND = 200;
const WARMUP = 3 * PER_SECOND;
const MEASURED = 10 * PER_SECOND;
/** All must have started by so long after the last was asked for. */
const PATIENCE_MS = 30_000;

/** Its one action tells that it has begun. */
const SCENARIO = {
  version: "1.0",
  name: "start",
  inputs: { type: "object", required: ["url"], properties: { url: { type: "string" } } },
  actions: { actions: [{ id: "tell", call: "http.get", with: { url: "{{ inputs.url }}" } }] },
  workflows: { nodes: [{ id: "tell", type: "action", action: "tell" }] },
};

/**
 * From the moment at which a run should have been asked for until its first action is at work: it makes a request, and what counts is when
 * that arrives. Requests are sent at their times, whatever became of those before, so that slow answers do not slow the load.
 */
export async function measure(): Promise<Measurement[]> {
  const due = new Map<number, number>();
  const latencies: number[] = [];
  const actions = createServer((incoming, outgoing) => {
    const run = Number(incoming.url?.slice(1));
    const began = due.get(run);
    if (began !== undefined && run >= WARMUP) latencies.push(performance.now() - began);
    due.delete(run);
    outgoing.end();
  });
  const origin = await listening(actions);
  await using folder = await temporaryFolder();
  const file = await folder.write("start.yaml", SCENARIO);
  await using daemon = await startDaemon(join(file, ".."));
  const agent = new Agent({ connections: 64 });
  const refused: string[] = [];
  const ask = async (run: number): Promise<void> => {
    const { statusCode, body } = await request(`${daemon.url}/scenarios/start/runs`, {
      method: "POST",
      dispatcher: agent,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ inputs: { url: `${origin}/${run}` } }),
    });
    const text = await body.text();
    if (statusCode !== 201) refused.push(text);
  };
  const began = performance.now() + 100;
  const asked: Promise<void>[] = [];
  for (let i = 0; i < WARMUP + MEASURED; i++) {
    const at = began + (i * 1000) / PER_SECOND;
    const wait = at - performance.now();
    if (wait > 0) await setTimeout(wait);
    due.set(i, at);
    asked.push(ask(i));
  }
  await Promise.all(asked);
  for (const since = performance.now(); due.size > 0 && performance.now() - since < PATIENCE_MS;) await setTimeout(20);
  await agent.close();
  actions.closeAllConnections();
  actions.close();
  if (refused.length > 0 || due.size > 0)
    throw new Error(`${refused.length} runs were refused and ${due.size} did not start: ${refused[0] ?? ""}`);
  const half = quantile(latencies, 0.5);
  return [{ name: "serve-start", ours: quantile(latencies, 0.99), note: `p99; half within ${half.toFixed(1)} ms` }];
}

interface Daemon extends AsyncDisposable {
  readonly url: string;
}

/** The command as it is published, with a store, and as many requests of one address as the load has. */
async function startDaemon(folder: string): Promise<Daemon> {
  const args = ["serve", folder, "--store", join(folder, "runs.db"), "--port", "0", "--log-level", "warn"];
  const limits = ["--http-limit", `rate=${2 * PER_SECOND}`, "--http-limit", `burst=${2 * PER_SECOND}`];
  const child = spawn(process.execPath, [schedulerProgram, ...args, ...limits], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  while ((await request(`${url}/ready`)).statusCode !== 200) await setTimeout(20);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
