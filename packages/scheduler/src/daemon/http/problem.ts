import type { Fault } from "../fault.ts";

/** A fault as RFC 9457 has it, with the code of `docs/errors.md`. */
export function problem(fault: Fault, requestId: string, headers: { readonly [name: string]: string } = {}): Response {
  const { status, code, message, facts, retryAfter } = fault;
  const body = { ...facts, title: code.replaceAll("-", " "), status, code, detail: message, requestId };
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: {
      "content-type": "application/problem+json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(code === "unauthorized" ? { "www-authenticate": 'Bearer realm="scheduler"' } : {}),
      // What is still to come of the request is not waited for.
      ...(code === "body-too-large" ? { connection: "close" } : {}),
      ...headers,
    },
  });
}
