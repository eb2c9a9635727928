/** Shorthand for a guest that speaks `wasi:http`. */
import type { WasiHttpResult } from "../../../src/wasm/wasi/ports.ts";
import type { PortsOptions } from "./ports.ts";
import { guest, type Class, type Guest, type Handle } from "./guest.ts";

const TYPES = "wasi:http/types";

export interface HttpGuest extends Guest {
  types(name: string): Class;
  fields(entries?: readonly (readonly [string, Uint8Array])[]): Handle;
  /** A GET of `http://a.test/`, unless changed. */
  request(headers?: Handle): Handle;
  handle(request: Handle, options?: Handle): Handle;
}

export const OK: WasiHttpResult = { ok: true, status: 200, headers: [], body: new Uint8Array(0) };

export function httpGuest(options: PortsOptions = {}): HttpGuest {
  const g = guest({ answer: () => OK, ...options });
  const types = (name: string): Class => g.classOf(TYPES, name);
  return {
    ...g,
    types,
    fields: (entries) => (entries ? types("Fields").fromList!(entries) : new (types("Fields"))()),
    request: (headers = new (types("Fields"))()) => {
      const request = new (types("OutgoingRequest"))(headers);
      request.setScheme!({ tag: "HTTP" });
      request.setAuthority!("a.test");
      return request;
    },
    handle: (request, more) => g.call("wasi:http/outgoing-handler", "handle", request, more),
  };
}

/** What a future gives, once waited for. */
export function resultOf(future: Handle): { tag: "ok"; val: Handle } | { tag: "err"; val: unknown } {
  future.subscribe!().block!();
  return future.get!<{ val: never }>().val;
}
