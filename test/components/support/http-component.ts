import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { transpile } from "@bytecodealliance/jco";
import type { ClientRequest, ClientResponse, HttpClient, HttpGuest } from "@scheduler-components/actions-http";
import { createHttpClient } from "@scheduler-components/actions-http";
import { guestSubject } from "../../../packages/scheduler-actions-http/test/suite/guest.ts";
import type { HttpSubject } from "../../../packages/scheduler-actions-http/test/suite/suite.ts";
import type { WasiHttpRequest, WasiHttpResult } from "../../../packages/scheduler/src/wasm/wasi/ports.ts";
import type { ExchangeQuestion, ExchangeResult, HttpAnswer, HttpCall, HttpThreadData } from "./http-protocol.ts";

const COMPONENT = join(import.meta.dirname, "../../../packages/scheduler-actions-http/component/component.wasm");
const HOST_BYTES = 100_000_000;

type Action = Parameters<HttpGuest["httpComponent"]["doHttpAction"]>[0];
type Outcome = Awaited<ReturnType<HttpGuest["httpComponent"]["doHttpAction"]>>;

/** The compiled component in a thread of its own, as a subject of the suite. */
export async function compiledSubject(): Promise<HttpSubject> {
  const { files } = await transpile(await readFile(COMPONENT), {
    name: "component",
    instantiation: "sync",
    quiet: true,
  });
  const modules = new Map<string, WebAssembly.Module>();
  for (const [name, bytes] of Object.entries(files)) {
    if (name.endsWith(".wasm")) modules.set(name, await WebAssembly.compile(Uint8Array.from(bytes)));
  }
  const source = Buffer.from(files["component.js"] ?? "").toString();
  const { port1, port2 } = new MessageChannel();
  const results = new SharedArrayBuffer(4);
  const client = createHttpClient({ proxy: "none" });
  answerExchanges(port1, new Int32Array(results), client);
  const data: HttpThreadData = { source, modules, results, exchanges: port2 };
  const worker = new Worker(new URL("./http-thread.ts", import.meta.url), { workerData: data, transferList: [port2] });
  const call = caller(worker);
  await call(["httpComponent", "initComponent"], undefined);
  const guest = {
    httpComponent: {
      doHttpAction: (action: Action) => call(["httpComponent", "doHttpAction"], action) as Promise<Outcome>,
    },
    client: { send: (request: ClientRequest) => call(["client", "send"], request) as Promise<ClientResponse> },
  };
  return guestSubject(guest, async () => {
    await call(["httpComponent", "releaseComponent"], undefined);
    port1.close();
    await worker.terminate();
    await client.close();
  });
}

function caller(worker: Worker): (of: HttpCall["of"], argument: unknown) => Promise<unknown> {
  const waiting = new Map<number, (answer: HttpAnswer) => void>();
  let last = 0;
  worker.on("message", (answer: HttpAnswer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  worker.on("error", (error) => {
    for (const [id, settle] of waiting) settle({ id, ok: false, payload: error });
  });
  return async (of, argument) => {
    last += 1;
    const id = last;
    const answer = await new Promise<HttpAnswer>((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, of, argument } satisfies HttpCall);
    });
    if (answer.ok) return answer.value;
    // oxlint-disable-next-line no-throw-literal -- what a guest throws is its error's payload
    throw answer.payload;
  };
}

/** The host's part of `wasi:http`: one exchange each, with redirects and encodings left to the guest. */
function answerExchanges(port: MessagePort, results: Int32Array, client: HttpClient): void {
  const running = new Map<number, AbortController>();
  port.on("message", async (question: ExchangeQuestion) => {
    const { ticket } = question;
    if ("drop" in question) return running.get(ticket)?.abort();
    const abort = new AbortController();
    running.set(ticket, abort);
    const result = await exchange(client, question.request, abort.signal);
    running.delete(ticket);
    if (abort.signal.aborted) return;
    port.postMessage({ ticket, result } satisfies ExchangeResult);
    Atomics.add(results, 0, 1);
    Atomics.notify(results, 0);
  });
}

async function exchange(
  client: HttpClient,
  { method, url, headers, body }: WasiHttpRequest,
  signal: AbortSignal,
): Promise<WasiHttpResult> {
  const given = headers.map(([name, value]) => ({ name, value }));
  const sent = await client.send({ method, url, headers: given, ...(body ? { body } : {}) }, signal, {
    redirect: "manual",
    decompress: false,
    maxResponseBytes: HOST_BYTES,
  });
  if (!sent.ok) return { ok: false, code: sent.error.code, message: sent.error.message };
  const { status, body: bytes } = sent.response;
  return { ok: true, status, headers: sent.response.headers.map(({ name, value }) => [name, value]), body: bytes };
}
