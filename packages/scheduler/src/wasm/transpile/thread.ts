import { Worker } from "node:worker_threads";
import { keepDeadCode } from "../keep-dead-code.ts";
import { workerUrl } from "../worker-url.ts";
import type { WorkerAnswer, WorkerRequest } from "./protocol.ts";
import type { TranspileRefusal } from "./types.ts";

export const DEFAULT_TIMEOUT_MS = 30_000;

/** Of JavaScript's heap; the transpiler's own memory has its limit in the worker. */
const HEAP_MB = 1024;

export type ThreadResult =
  | { readonly ok: true; readonly answer: Extract<WorkerAnswer, { ok: true }> }
  | { readonly ok: false; readonly refusal: TranspileRefusal };

/**
 * Asks a worker made for this one request, without environment and with output that goes nowhere. However it ends, it ends, and
 * the result is a value: never rejects.
 */
export function askThread(request: WorkerRequest, timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<ThreadResult> {
  keepDeadCode();
  return new Promise((resolve) => {
    const worker = new Worker(workerUrl("transpile"), {
      workerData: request,
      env: {},
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      name: "transpile",
    });
    const end = (result: ThreadResult): void => {
      clearTimeout(timer);
      resolve(result);
      void worker.terminate();
    };
    const fail = (code: TranspileRefusal["code"], message: string, cause?: unknown): void =>
      end({ ok: false, refusal: { code, message, ...(cause === undefined ? {} : { cause }) } });
    const timer = setTimeout(() => {
      fail("component-too-large", `It takes longer than ${timeoutMs} ms to transpile.`);
    }, timeoutMs);
    worker.once("message", (answer: WorkerAnswer) => {
      if (answer.ok) end({ ok: true, answer });
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
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
