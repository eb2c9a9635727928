import type { IncomingResponse } from "../generated/wasi-http-types.d.ts";
import type { ResponseHeaders } from "../transport/port.ts";
import { dropHandle } from "./held.ts";

/** The header fields, as the component has them from every transport. */
export function headersOf(response: IncomingResponse): ResponseHeaders {
  const fields = response.headers();
  const values = new Map<string, string | string[]>();
  for (const [field, bytes] of fields.entries()) {
    const name = field.toLowerCase();
    const value = latin1(bytes);
    const before = values.get(name);
    if (before === undefined) values.set(name, value);
    else if (typeof before === "string") values.set(name, [before, value]);
    else before.push(value);
  }
  dropHandle(fields);
  // Own properties, whatever they are called: `__proto__` is a field like any other.
  return Object.fromEntries(values);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
