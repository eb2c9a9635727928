import type { HttpFailure } from "../errors.ts";
import type { Outgoing } from "../request/request.ts";
import type { HopOptions, Incoming, Transport } from "../transport/port.ts";
import type { Timeouts } from "./exchange.ts";
import { Exchange } from "./exchange.ts";
import type { Wasi } from "./wasi.ts";

/** As the native component's defaults. */
const TIMEOUTS: Timeouts = { connectTimeoutMs: 10_000, headersTimeoutMs: 300_000, bodyTimeoutMs: 300_000 };

/**
 * Requests over `wasi:http`, one at a time. Connections, proxies, certificates, and where requests may go at all, are the host's:
 * what it refuses it says when it is asked to send.
 */
export class WasiTransport implements Transport {
  readonly #wasi: Wasi;
  readonly #timeouts: Timeouts;

  constructor(wasi: Wasi, timeouts: Timeouts = TIMEOUTS) {
    this.#wasi = wasi;
    this.#timeouts = timeouts;
  }

  send(request: Outgoing, hop: HopOptions, settle: (result: Incoming | HttpFailure) => void): void {
    settle(new Exchange(this.#wasi, request, hop, this.#timeouts).run());
  }

  refusalOf(): undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}
