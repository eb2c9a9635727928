/** The one place in a guest's thread where whatever a guest threw becomes an answer. */
import type { GuestAnswer } from "../protocol.ts";
import { faultOfTrap, GuestFault, MAX_MESSAGE, takeThrownFault } from "./fault.ts";

/** Calls a guest's function. A guest may catch what the host throws through it: then it has ended all the same. */
export function answerOf<T>(call: () => T): GuestAnswer<T> {
  let answer: GuestAnswer<T>;
  try {
    answer = { kind: "answer", value: call() };
  } catch (error) {
    const err = error instanceof GuestFault ? undefined : errOf(error);
    answer = err === undefined ? { kind: "fault", fault: faultOfTrap(error) } : { kind: "err", message: err };
  }
  const fault = takeThrownFault();
  return fault === undefined ? answer : { kind: "fault", fault };
}

/** The payload of a `result::err`: the transpiler throws an Error with a string as its `payload`. */
function errOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.constructor.name !== "ComponentError") return undefined;
  const { payload } = error as { readonly payload?: unknown };
  return typeof payload === "string" ? payload.slice(0, MAX_MESSAGE) : undefined;
}
