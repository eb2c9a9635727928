/** A thread that holds the compiled http component, on the scheduler's own WASI; its exchanges are the test's thread's. */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { WasiHttpResult, WasiPorts } from "../../../packages/scheduler/src/wasm/wasi/ports.ts";
import { DEFAULT_WASI_LIMITS } from "../../../packages/scheduler/src/wasm/wasi/ports.ts";
import { createWasi } from "../../../packages/scheduler/src/wasm/wasi/wasi.ts";
import type { ExchangeQuestion, ExchangeResult, HttpAnswer, HttpCall, HttpThreadData } from "./http-protocol.ts";

type Exports = { readonly [holder: string]: { readonly [name: string]: (argument: unknown) => unknown } };

interface Transpiled {
  readonly instantiate: (
    coreModule: (path: string) => WebAssembly.Module | undefined,
    imports: { readonly [name: string]: object },
  ) => Exports;
}

const { source, modules, results, exchanges } = workerData as HttpThreadData;
const count = new Int32Array(results);
const arrived = new Map<number, WasiHttpResult>();
let seen = 0;
let lastTicket = 0;

function drain(): void {
  seen = Atomics.load(count, 0);
  for (let one = receiveMessageOnPort(exchanges); one; one = receiveMessageOnPort(exchanges)) {
    const { ticket, result } = one.message as ExchangeResult;
    arrived.set(ticket, result);
  }
}

const MAX = 128 * 1024 * 1024;

const ports: WasiPorts = {
  environment: [],
  limits: { ...DEFAULT_WASI_LIMITS, maxBodyBytes: MAX, maxHeldBytes: 3 * MAX },
  write: () => {},
  startExchange: (request) => {
    lastTicket += 1;
    exchanges.postMessage({ ticket: lastTicket, request } satisfies ExchangeQuestion);
    return lastTicket;
  },
  takeExchange: (ticket) => {
    drain();
    const result = arrived.get(ticket);
    arrived.delete(ticket);
    return result;
  },
  exchangeReady: (ticket) => {
    drain();
    return arrived.has(ticket);
  },
  dropExchange: (ticket) => {
    arrived.delete(ticket);
    exchanges.postMessage({ ticket, drop: true } satisfies ExchangeQuestion);
  },
  block: (ms) => void Atomics.wait(count, 0, seen, ms),
  denied: (kind, what) => {
    throw new Error(`denied: ${kind} ${what}`);
  },
  exit: () => {
    throw new Error("exit");
  },
};

const { instantiate } = (await import(
  `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`
)) as Transpiled;
const wasi = createWasi(ports, [
  "wasi:io/poll",
  "wasi:io/error",
  "wasi:io/streams",
  "wasi:clocks/monotonic-clock",
  "wasi:http/types",
  "wasi:http/outgoing-handler",
]);
const exported = instantiate((path) => modules.get(path), wasi);

parentPort?.on("message", ({ id, of: [holder, name], argument }: HttpCall) => {
  parentPort?.postMessage(answer(id, holder, name, argument));
});

function answer(id: number, holder: string, name: string, argument: unknown): HttpAnswer {
  try {
    return { id, ok: true, value: exported[holder]?.[name]?.(argument) };
  } catch (error) {
    const payload = error instanceof Error && "payload" in error ? error.payload : undefined;
    return { id, ok: false, payload: payload ?? `trap: ${error instanceof Error ? error.stack : String(error)}` };
  }
}
