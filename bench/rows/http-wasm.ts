import { existsSync } from "node:fs";
import { join } from "node:path";
import { createScheduler, type SchedulerOptions } from "@scheduler-components/scheduler";
import type { Scenario } from "@scheduler-components/core";
import { understoodScenario } from "../fixtures/understood.ts";
import { runRate } from "../harness/engine.ts";
import { buildGuest } from "../harness/build-guest.ts";
import { kept, loadGuest } from "../harness/guests.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";
import { startServer } from "../harness/server.ts";

const SIZE = 2_000;
const AT_ONCE = 50;
const COMPILED = join(import.meta.dirname, "../../packages/scheduler-actions-http/component/component.wasm");

/** GETs by a guest, 50 in flight, against the same by the native `http`. */
export async function measure(): Promise<Measurement[]> {
  if (!existsSync(COMPILED)) throw new Error("There is no compiled actions-http: pnpm build:components");
  await using server = await startServer();
  await using guest = await buildGuest("get");
  const { origin } = server;
  const gets = (call: string) => (): Scenario =>
    understoodScenario(SIZE, { edges: "independent", call, with: (i) => ({ url: `${origin}/asset?item=${i}` }) });
  const scheduler = (components: SchedulerOptions["components"] = {}) =>
    createScheduler({ components, concurrency: AT_ONCE });
  const client = scheduler({ guest: kept(await loadGuest(guest.file, { http: [origin] })) });
  const wasi = scheduler({ guest: kept(await loadGuest(COMPILED, { http: [origin] })) });
  const native = scheduler();
  const ours = () => runRate(client, gets("guest.get"));
  const peer = () => runRate(native, gets("http.get"));
  // What is only printed has rounds of its own: it lasts long, and keeps the host's own HTTP warm meanwhile, and no guest's thread.
  const figures = await alternate({ ours, peer }, { rounds: 5, warmup: 1 });
  const printed = await alternate({ ours: () => runRate(wasi, gets("guest.get")), peer }, { rounds: 3, warmup: 1 });
  return [
    { name: "http-client-wasm", ...figures },
    {
      name: "http-wasi-wasm",
      ...printed,
      note: "an interpreted engine builds the request, reads the response and holds a thread meanwhile",
    },
  ];
}
