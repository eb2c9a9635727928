import type { Platform } from "./platform/platform.ts";
import type { Transport } from "./transport/port.ts";

/** What the component stands on: put together once by its entry, and shared by all requests. */
export interface Setup {
  readonly platform: Platform;
  readonly transport: Transport;
  /** See `HttpOptions`; undefined where there are no files. */
  readonly readFile: ((path: string) => Promise<Uint8Array>) | undefined;
  /** Of a body that is sent. */
  readonly maxRequestBytes: number;
  /** The most that `response.max_bytes` may ask for. */
  readonly maxResponseBytes: number;
}
