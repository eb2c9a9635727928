import { toActionError } from "@scheduler-components/executor";

const ENDING = ["SIGINT", "SIGTERM"] as const;

/** Resolves at the first SIGINT or SIGTERM. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ENDING) process.once(signal, () => resolve(signal));
  });
}

/**
 * The first SIGINT or SIGTERM calls `first`; the second ends the process at once, with the exit code of an interrupt.
 * Gives a function that takes the handlers away.
 */
export function onSignals(first: (signal: NodeJS.Signals) => void): () => void {
  let seen = 0;
  const handle = (signal: NodeJS.Signals): void => {
    seen += 1;
    if (seen > 1) process.exit(130);
    first(signal);
  };
  for (const signal of ENDING) process.on(signal, handle);
  return () => {
    for (const signal of ENDING) process.off(signal, handle);
  };
}

/**
 * Calls `fault` for what is thrown, or rejected, outside of any call: a component's own timer, a promise nobody looks at. Node
 * would end the process there, with no report, nothing released, and the message as it is. Gives a function that takes it away.
 */
export function onStrayFaults(fault: (message: string) => void): () => void {
  const handle = (thrown: unknown): void => fault(toActionError(thrown).message);
  process.on("uncaughtException", handle);
  return () => {
    process.off("uncaughtException", handle);
  };
}
