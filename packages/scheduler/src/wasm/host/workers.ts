/**
 * The threads of this process for guests: which run nothing, which come up, and who waits for one.
 *
 * 1. A thread that an instance has left in good order is there for another instance of the same code, and for nothing else: what the engine
 *    has learnt of that code makes it ten times as fast as a thread that has still to come up.
 * 2. A thread that runs nothing is ended after `IDLE_MS`; no more than `MAX_IDLE` do.
 * 3. No more than `MAX_COMING_UP` come up at once. First come, first served, but for those that can have a thread that was left.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { workerUrl } from "../worker-url.ts";

/** How long a thread is there for nothing. */
const IDLE_MS = 5_000;
const MAX_COMING_UP: number = availableParallelism();
/** Each holds some 15 MiB. */
const MAX_IDLE: number = 2 * MAX_COMING_UP;

type Modules = GuestSetup["modules"];

/** A thread that runs nothing. */
interface Idle {
  readonly worker: Worker;
  /** What it has run; undefined where it has just been made. */
  readonly modules: Modules | undefined;
  readonly tooLate: NodeJS.Timeout;
  readonly forget: () => void;
}

/** An instance that is to have a thread. */
export interface WorkerRequest {
  readonly modules: Modules;
  /** `again`: it has run these modules. */
  readonly start: (worker: Worker, again: boolean) => void;
}

/** The one that has waited longest comes first. */
const idle: Idle[] = [];
const requests: WorkerRequest[] = [];
let comingUp = 0;

/** Lets a thread come up: for whoever will start one soon, and has something else to do or to wait for first. */
export function prepareWorker(): void {
  if (!idle.some(({ modules }) => modules === undefined)) rest(createWorker(), undefined);
}

/** Starts it at once, or when its turn has come. One that was started in a new thread says `workerUp`, whatever becomes of it. */
export function requestWorker(request: WorkerRequest): void {
  const left = take(request.modules);
  if (left !== undefined) return request.start(left, true);
  requests.push(request);
  admit();
}

/** It has not been started, and is not to be. */
export function withdrawRequest(request: WorkerRequest): void {
  const at = requests.indexOf(request);
  if (at >= 0) requests.splice(at, 1);
}

export function workerUp(): void {
  comingUp -= 1;
  admit();
}

/** A thread that an instance of these modules has left in good order. */
export function returnWorker(worker: Worker, modules: Modules): void {
  const at = requests.findIndex((request) => request.modules === modules);
  const [request] = at < 0 ? [] : requests.splice(at, 1);
  if (request !== undefined) return request.start(worker, true);
  rest(worker, modules);
  if (idle.length > MAX_IDLE) void takeAt(0)?.terminate();
}

/** Ends all that run nothing. */
export async function endIdleWorkers(): Promise<void> {
  while (idle.length > 0) await takeAt(0)?.terminate();
}

function admit(): void {
  while (comingUp < MAX_COMING_UP) {
    const request = requests.shift();
    if (request === undefined) return;
    comingUp += 1;
    request.start(take(undefined) ?? createWorker(), false);
  }
}

function rest(worker: Worker, modules: Modules | undefined): void {
  const forget = (): void => void takeAt(idle.findIndex((one) => one.worker === worker));
  const tooLate = setTimeout(() => {
    forget();
    void worker.terminate();
  }, IDLE_MS).unref();
  worker.on("error", forget).on("exit", forget);
  idle.push({ worker, modules, tooLate, forget });
}

/** The one that has waited least: of its memory most is at hand. */
function take(modules: Modules | undefined): Worker | undefined {
  return takeAt(idle.findLastIndex((one) => one.modules === modules));
}

function takeAt(index: number): Worker | undefined {
  const [found] = index < 0 ? [] : idle.splice(index, 1);
  if (found === undefined) return undefined;
  clearTimeout(found.tooLate);
  return found.worker.off("error", found.forget).off("exit", found.forget);
}

/**
 * It has nothing of this process: no environment, no arguments, no streams. It does not keep the process alive; its guest's port may (where
 * a thread is told to, what it is told with stays so after its end).
 */
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
