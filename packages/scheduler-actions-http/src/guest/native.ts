import type { HttpOptions } from "../options.ts";
import { nativeSetup } from "../undici/setup.ts";
import type { HttpGuest } from "./exports.ts";
import { httpGuest } from "./exports.ts";

/**
 * The component in the shape of its WIT, in Node and on undici. Throws a `TypeError` if the policy has a line that is no entry.
 */
export function createHttpGuest(options: HttpOptions = {}): HttpGuest {
  return httpGuest(nativeSetup(options));
}
