/** The file that a guest's thread starts with. */
import { workerData } from "node:worker_threads";
import type { GuestSetup } from "../protocol.ts";
import { serve } from "./serve.ts";

await serve(workerData as GuestSetup);
