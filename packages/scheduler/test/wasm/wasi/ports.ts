/** Ports that record, on a clock that only `block` moves. */
import {
  GuestExit,
  type DeniedKind,
  type WasiHttpRequest,
  type WasiHttpResult,
  type WasiPorts,
} from "../../../src/wasm/wasi/ports.ts";
import { DEFAULT_WASI_LIMITS, type WasiLimits } from "../../../src/wasm/wasi/ports.ts";

export interface RecordingPorts extends WasiPorts {
  readonly output: { stdout: string; stderr: string };
  readonly notes: [DeniedKind, string][];
  readonly requests: WasiHttpRequest[];
  /** Tickets that were dropped. */
  readonly dropped: number[];
  /** What each call of `block` was given. */
  readonly blocks: (number | undefined)[];
  readonly traps: unknown[];
  nowNs: bigint;
}

export interface PortsOptions {
  readonly limits?: Partial<WasiLimits>;
  readonly environment?: readonly (readonly [string, string])[];
  /** The answer to each request; it is there after the next `block`. */
  readonly answer?: (request: WasiHttpRequest) => WasiHttpResult;
}

export function recordingPorts({ limits, environment = [], answer }: PortsOptions = {}): RecordingPorts {
  const results = new Map<number, WasiHttpResult>();
  const pending = new Map<number, WasiHttpRequest>();
  const decoder = new TextDecoder();
  const ports: RecordingPorts = {
    output: { stdout: "", stderr: "" },
    notes: [],
    requests: [],
    dropped: [],
    blocks: [],
    traps: [],
    nowNs: 0n,
    environment,
    limits: { ...DEFAULT_WASI_LIMITS, ...limits },
    clock: { monotonicNs: () => ports.nowNs, wallMs: () => 1_700_000_000_123 },
    write: (stream, bytes) => void (ports.output[stream] += decoder.decode(bytes)),
    startExchange: (request) => {
      pending.set(ports.requests.push(request), request);
      return ports.requests.length;
    },
    takeExchange: (ticket) => {
      const result = results.get(ticket);
      results.delete(ticket);
      return result;
    },
    exchangeReady: (ticket) => results.has(ticket),
    dropExchange: (ticket) => {
      ports.dropped.push(ticket);
      pending.delete(ticket);
      results.delete(ticket);
    },
    block: (ms) => {
      ports.blocks.push(ms);
      if (ports.blocks.length > 1000) throw new Error("a busy loop");
      if (pending.size === 0) ports.nowNs += BigInt(Math.ceil((ms ?? 0) * 1e6));
      for (const [ticket, request] of pending) if (answer) results.set(ticket, answer(request));
      pending.clear();
    },
    denied: (kind, what) => void ports.notes.push([kind, what]),
    trapped: (reason) => void ports.traps.push(reason),
    exit: (ok) => {
      throw new GuestExit(ok);
    },
  };
  return ports;
}
