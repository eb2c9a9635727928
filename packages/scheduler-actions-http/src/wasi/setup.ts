import { LIMITS } from "../options.ts";
import { wasiPlatform } from "../platform/wasi.ts";
import type { Setup } from "../setup.ts";
import { WasiTransport } from "./transport.ts";
import type { Wasi } from "./wasi.ts";

/** The component inside a component: `wasi:http` and what it uses. There are no files. */
export function wasiSetup(wasi: Wasi): Setup {
  return {
    platform: wasiPlatform(wasi),
    transport: new WasiTransport(wasi),
    readFile: undefined,
    maxRequestBytes: LIMITS.maxBodyBytes,
    maxResponseBytes: LIMITS.maxBodyBytes,
  };
}
