import { versions } from "node:process";
import { setFlagsFromString } from "node:v8";

let done = false;

/**
 * Has V8 keep WebAssembly code that nobody uses any more until its module is gone, in the whole process. To be called before an instance
 * is made, in whatever thread.
 *
 * V8 13 and before share the code that leads from guests to their imports between all threads, and free it twice where one thread
 * takes it up again while another gives it up (nodejs/node#66366): the process ends with SIGSEGV, SIGTRAP or SIGILL. Threads of guests
 * come and go all the time, so that a guest could bring it about. V8 14 knows better.
 */
export function keepDeadCode(): void {
  if (done || Number.parseInt(versions.v8, 10) >= 14) return;
  done = true;
  setFlagsFromString("--no-wasm-code-gc");
}
