import type { ErrorCause } from "@scheduler-components/core";
import type { LimitName } from "../../policy/limits.ts";
import type { Fault } from "../protocol.ts";
import { WasiTrap } from "../wasi/ports.ts";

/** UTF-16 units that are kept of a message. */
export const MAX_MESSAGE = 4096;

/** A thread holds one guest, so there is one of these: the first fault since the last look. */
let thrown: Fault | undefined;

/**
 * Thrown through a guest by what the host gives it: the guest ends, and its instance with it. It is remembered, since a guest
 * that catches it has ended all the same.
 */
export class GuestFault extends Error {
  readonly fault: Fault;

  constructor(fault: Omit<Fault, "causes"> & { readonly causes?: readonly ErrorCause[] }) {
    super(fault.message);
    this.fault = { causes: [], ...fault };
    thrown ??= this.fault;
  }
}

export function limitReached(limit: LimitName, message: string): GuestFault {
  return new GuestFault({ kind: "limit", limit, message });
}

/** What WASI is about to throw into the guest: it too counts if the guest catches it. */
export function rememberTrap(reason: unknown): void {
  thrown ??= faultOfTrap(reason);
}

/** A trap of WASI's, or any other error that ended a guest. */
export function faultOfTrap(error: unknown): Fault {
  if (error instanceof GuestFault) return error.fault;
  const { name, message } = error instanceof Error ? error : { name: "unknown", message: String(error) };
  const text = message.slice(0, MAX_MESSAGE);
  if (!(error instanceof WasiTrap)) return { kind: "trap", message: text, causes: [{ code: name, message: text }] };
  const kind = error.code === "limit-reached" ? "limit" : "trap";
  return { kind, message: text, causes: [{ code: error.code, message: text }] };
}

/** The fault that was thrown since the last time, if any. */
export function takeThrownFault(): Fault | undefined {
  const fault = thrown;
  thrown = undefined;
  return fault;
}
