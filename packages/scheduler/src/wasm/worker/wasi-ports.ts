/** A guest's WASI on this thread's line to the host. */
import type { GuestSetup, HttpQuestion, Reply } from "../protocol.ts";
import {
  DEFAULT_WASI_LIMITS,
  type DeniedKind,
  type WasiHttpRequest,
  type WasiHttpResult,
  type WasiPorts,
} from "../wasi/ports.ts";
import { GuestFault, rememberTrap } from "./fault.ts";
import type { GuestLog } from "./guest-log.ts";
import type { HostLine } from "./host-line.ts";

export function createWasiPorts(setup: GuestSetup, line: HostLine, log: GuestLog): WasiPorts {
  const { bytes_in: bytesIn, bytes_out: bytesOut } = setup.limits;
  return {
    environment: setup.environment,
    limits: { ...DEFAULT_WASI_LIMITS, maxBodyBytes: Math.max(bytesIn, bytesOut), maxHeldBytes: bytesIn + bytesOut },
    write: (stream, bytes) => log.write(stream, bytes),
    startExchange: (request) => line.ask({ of: "exchange", request: questionOf(request) }),
    takeExchange: (ticket) => {
      const reply = line.take(ticket);
      return reply === undefined ? undefined : resultOf(reply);
    },
    exchangeReady: (ticket) => line.ready(ticket),
    dropExchange: (ticket) => line.drop(ticket),
    block: (ms) => line.block(ms),
    denied: (kind, what) => log.denied({ kind, what, value: allowed(kind, what) }),
    trapped: rememberTrap,
    exit: (ok) => {
      const how = ok ? "as a success" : "as a failure";
      throw new GuestFault({
        kind: "exit",
        message: `The component ended itself ${how}: an action answers, it does not exit.`,
      });
    },
  };
}

function questionOf(request: WasiHttpRequest): HttpQuestion {
  const { method, url, headers, body, connectTimeoutMs, firstByteTimeoutMs, betweenBytesTimeoutMs } = request;
  // The host knows one bound for the whole exchange.
  const bounds = [connectTimeoutMs, firstByteTimeoutMs].filter((ms) => ms !== undefined);
  const timeoutMs = bounds.length === 0 ? betweenBytesTimeoutMs : bounds.reduce((sum, ms) => sum + ms, 0);
  return { method, url, headers: headers.map(([name, value]) => ({ name, value })), body, timeoutMs };
}

function resultOf(reply: Reply): WasiHttpResult {
  if (!reply.ok) {
    if ("http" in reply) return { ok: false, code: reply.http.code, message: reply.http.message };
    throw new GuestFault(reply.fault);
  }
  const { status, headers, body } = reply.value as {
    readonly status: number;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly body: Uint8Array;
  };
  return { ok: true, status, headers: headers.map(({ name, value }) => [name, value]), body };
}

/** What completes the flag that would allow it. */
function allowed(kind: DeniedKind, what: string): string | undefined {
  return kind === "env" ? what : undefined;
}
