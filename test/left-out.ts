/** At the end of a run of the tests: one line for each kind of check that was left out on this machine, and how to have it. */
import { CORE, MY_HOST, SCHEDULER, whyNot } from "./wasmtime/support.ts";

export function setup(): () => void {
  return () => {
    const why = whyNot(CORE, MY_HOST, SCHEDULER);
    if (why !== undefined) process.stdout.write(`Left out: the checks in wasmtime (test/wasmtime); ${why}\n`);
  };
}
