/** The file that a guest's thread starts with. It is told what it runs once, by a message. */
import { once } from "node:events";
import process from "node:process";
import { parentPort, type MessagePort } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { keepDeadCode } from "../keep-dead-code.ts";
import { serve } from "./serve.ts";

// It is empty. The transpiler's code asks it at every step whether to log, and a look into a plain object is three times as fast.
process.env = Object.create(null) as NodeJS.ProcessEnv;

keepDeadCode();
const [setup] = (await once(parentPort as MessagePort, "message")) as [GuestSetup];
await serve(setup);
