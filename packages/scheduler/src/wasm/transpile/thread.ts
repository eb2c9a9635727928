import { Worker } from "node:worker_threads";
import { workerUrl } from "../worker-url.ts";
import type { WorkerAnswer, WorkerJob, WorkerRequest } from "./protocol.ts";
import type { TranspileRefusal } from "./types.ts";

export const DEFAULT_TIMEOUT_MS = 30_000;

/** Of JavaScript's heap; the transpiler's own memory has its limit in the worker. */
const HEAP_MB = 1024;

export type ThreadResult =
  | { readonly ok: true; readonly answer: Extract<WorkerAnswer, { ok: true }> }
  | { readonly ok: false; readonly refusal: TranspileRefusal };

/** A worker that is ready for one request, and ends with it. */
export interface TranspileThread {
  /** However it ends, it ends, and the result is a value: never rejects. */
  readonly ask: (bytes: Uint8Array, timeoutMs?: number) => Promise<ThreadResult>;
  /** Where there is nothing to ask after all. */
  readonly end: () => void;
}

/**
 * Starts a worker for one request, without environment and with output that goes nowhere. What it needs for the job it loads at once: whoever
 * has something else to do meanwhile starts it before.
 */
export function startThread(job: WorkerJob): TranspileThread {
  const worker = new Worker(workerUrl("transpile"), {
    workerData: job,
    env: {},
    execArgv: [],
    argv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    name: "transpile",
  });
  let timer: NodeJS.Timeout | undefined;
  const result = new Promise<ThreadResult>((resolve) => {
    const fail = (code: TranspileRefusal["code"], message: string, cause?: unknown): void =>
      resolve({ ok: false, refusal: { code, message, ...(cause === undefined ? {} : { cause }) } });
    worker.once("message", (answer: WorkerAnswer) => {
      if (answer.ok) resolve({ ok: true, answer });
      else
        fail("component-malformed", `It cannot be transpiled: ${firstLine(answer.message)}`, new Error(answer.message));
    });
    worker.once("error", (error) => {
      if (Object(error).code === "ERR_WORKER_OUT_OF_MEMORY") {
        fail("component-too-large", `It takes more than ${HEAP_MB} MiB to transpile.`, error);
      } else fail("component-malformed", "The transpiler failed on it.", error);
    });
    worker.once("exit", (code) => fail("component-malformed", `The transpiler ended with code ${code} on it.`));
  });
  const end = (): void => {
    clearTimeout(timer);
    void worker.terminate();
  };
  return {
    end,
    ask: async (bytes, timeoutMs = DEFAULT_TIMEOUT_MS) => {
      const late = new Promise<ThreadResult>((resolve) => {
        const message = `It takes longer than ${timeoutMs} ms to transpile.`;
        timer = setTimeout(() => resolve({ ok: false, refusal: { code: "component-too-large", message } }), timeoutMs);
      });
      const request: WorkerRequest = { bytes };
      worker.postMessage(request);
      try {
        return await Promise.race([result, late]);
      } finally {
        end();
      }
    },
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
