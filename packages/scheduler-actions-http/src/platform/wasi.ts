import { isRawDeflate } from "../response/content-encoding.ts";
import type { Wasi } from "../wasi/wasi.ts";
import { nowMs } from "../wasi/wasi.ts";
import { inflateStream } from "./inflate.ts";
import type { Decoded, Platform } from "./platform.ts";
import { unusedBoundary } from "./unused-boundary.ts";

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What the JavaScript engine of a component has, and the monotonic clock of WASI. It has no calendar, no random numbers and no
 * brotli: so none is offered to servers.
 */
export function wasiPlatform(wasi: Pick<Wasi, "clock">): Platform {
  return {
    acceptEncoding: "gzip, deflate",
    now: () => nowMs(wasi),
    epoch: () => undefined,
    text: (bytes, start) => UTF8.decode(start === 0 ? bytes : bytes.subarray(start)),
    toBase64: (bytes) => BYTES.prototype.toBase64.call(bytes),
    fromBase64: (text) => BYTES.fromBase64(text),
    boundary: unusedBoundary,
    decode,
    limit: (timeoutMs) => ({
      signal: undefined,
      deadline: nowMs(wasi) + Math.max(0, timeoutMs),
      // Nothing else cancels.
      passed: () => true,
    }),
  };
}

/** The engine has these of ECMAScript 2026; a loop over bytes takes it a hundred times as long. */
interface Base64 {
  readonly prototype: { toBase64(this: Uint8Array): string };
  fromBase64(text: string): Uint8Array;
}
const BYTES = Uint8Array as unknown as Base64;

function decode(body: Uint8Array, encoding: string, maxBytes: number): Promise<Decoded> | undefined {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return inflateStream(body, "gzip", maxBytes);
    case "deflate":
      return inflateStream(body, isRawDeflate(body) ? "deflate-raw" : "deflate", maxBytes);
    case "br":
      return Promise.resolve({ code: "br", message: "brotli is not available inside a component" });
    default:
      return undefined;
  }
}
