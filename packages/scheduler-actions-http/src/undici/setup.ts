import type { HttpOptions } from "../options.ts";
import { LIMITS } from "../options.ts";
import { NODE_PLATFORM } from "../platform/node.ts";
import { checkerOf } from "../policy/policy.ts";
import type { Setup } from "../setup.ts";
import { UndiciTransport } from "./transport.ts";

/** The native component: Node and undici. Throws a `TypeError` if the policy has a line that is no entry. */
export function nativeSetup(options: HttpOptions): Setup {
  return {
    platform: NODE_PLATFORM,
    transport: new UndiciTransport(options, checkerOf(options.policy)),
    readFile: options.readFile,
    maxRequestBytes: options.maxRequestBytes ?? LIMITS.maxBodyBytes,
    maxResponseBytes: options.maxResponseBytes ?? LIMITS.maxBodyBytes,
  };
}
