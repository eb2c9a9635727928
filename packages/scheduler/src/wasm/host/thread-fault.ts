import type { Fault, GuestYield } from "../protocol.ts";

/** What is asked for by what never came up. */
export const NOTHING: GuestYield = {
  edits: [],
  tolerateRefusedEdits: false,
  logs: [],
  redactions: [],
  denials: [],
};

/** Why a thread is gone, as the fault of what it was doing. */
export const LOST: Fault = { kind: "trap", message: "The thread of the instance ended.", causes: [] };

export function lateFault(ms: number): Fault {
  return { kind: "limit", limit: "timeout", message: `It did not come to an end within ${ms} ms.`, causes: [] };
}

/** What Node says of a thread that failed, its heap included, which is not the guest's memory. */
export function errorFault(error: unknown): Fault {
  const { message, code } = error as { readonly message?: string; readonly code?: string };
  const text = message ?? String(error);
  const kind = code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "trap";
  return { kind, message: text, causes: [{ code: code ?? "thread-failed", message: text }] };
}
