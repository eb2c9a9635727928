import { Worker, type MessagePort } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { keepDeadCode } from "../keep-dead-code.ts";
import { workerUrl } from "../worker-url.ts";

/** A guest's thread. It has nothing of this process: no environment, no arguments, no streams. */
export function startWorker(setup: GuestSetup): Worker {
  keepDeadCode();
  const transferList: MessagePort[] = [setup.port];
  return new Worker(workerUrl("guest"), {
    workerData: setup,
    transferList,
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
}
