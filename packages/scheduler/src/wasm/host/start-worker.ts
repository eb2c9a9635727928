import { Worker } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { workerUrl } from "../worker-url.ts";

/** How long a thread is there for nothing. */
const SPARE_MS = 5_000;

/** One that comes up, or has, and waits to be told what it runs. */
let spare: { readonly worker: Worker; readonly tooLate: NodeJS.Timeout } | undefined;

/** Lets a guest's thread come up: for whoever will start one soon, and has something else to do or to wait for first. */
export function prepareWorker(): void {
  if (spare !== undefined) return;
  const worker = createWorker().on("error", takeSpare).on("exit", takeSpare);
  const tooLate = setTimeout(() => void takeSpare()?.terminate(), SPARE_MS).unref();
  spare = { worker, tooLate };
}

function takeSpare(): Worker | undefined {
  if (spare === undefined) return undefined;
  const { worker, tooLate } = spare;
  spare = undefined;
  clearTimeout(tooLate);
  return worker.off("error", takeSpare).off("exit", takeSpare);
}

/**
 * A guest's thread. It has nothing of this process: no environment, no arguments, no streams. It does not keep the process alive; its port
 * may (where a thread is told to, what it is told with stays so after its end).
 */
export function startWorker(setup: GuestSetup): Worker {
  const worker = takeSpare() ?? createWorker();
  worker.postMessage(setup, [setup.port]);
  return worker;
}

function createWorker(): Worker {
  const worker = new Worker(workerUrl("guest"), {
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  worker.unref();
  return worker;
}
