import { setImmediate } from "node:timers/promises";

let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves when the caller may do a piece of work that nothing else can be done beside: one caller in each turn of the event loop, in the order
 * they asked, so that whatever else is asked meanwhile waits for one piece, however many callers there are.
 */
export function turn(): Promise<void> {
  const own = last.then(() => setImmediate());
  last = own;
  return own;
}
