/** The file that a guest's thread starts with. It is told what it runs by a message; once it was left by that, by another. */
import process from "node:process";
import { parentPort } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { keepDeadCode } from "../keep-dead-code.ts";
import { loadGuestModule, type GuestModule } from "./instance.ts";
import { serve } from "./serve.ts";

// It is empty. The transpiler's code asks it at every step whether to log, and a look into a plain object is three times as fast.
process.env = Object.create(null) as NodeJS.ProcessEnv;

keepDeadCode();
let module: GuestModule | undefined;
parentPort?.on("message", (setup: GuestSetup) => void run(setup));

async function run(setup: GuestSetup): Promise<void> {
  // Nothing of a guest stands in the module itself: each instance has what it has within `instantiate`.
  if (setup.source !== undefined) module = await loadGuestModule(setup.source);
  serve(module as GuestModule, setup);
}
