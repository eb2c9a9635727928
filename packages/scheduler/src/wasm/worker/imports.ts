/** What a guest's imports are linked to: its context, HTTP by `client`, and WASI as far as it is given. */
import type { ClientError, ClientRequest, ClientResponse } from "@scheduler-components/actions-http";
import type { Fault, HttpQuestion, Reply } from "../protocol.ts";
import { createWasiIn } from "../wasi/wasi.ts";
import type { World } from "../wasi/world.ts";
import { GuestFault } from "./fault.ts";
import { GuestContext } from "./guest-context.ts";
import type { HostLine } from "./host-line.ts";

/** By interface, without versions, as the transpiler's module asks for them. */
export function createGuestImports(
  asked: readonly string[],
  world: World,
  line: HostLine,
): { readonly [name: string]: object } {
  return {
    "scheduler:executor/context": { ActionContext: GuestContext },
    "scheduler:actions-http/client": { send: (request: ClientRequest) => send(line, request) },
    ...createWasiIn(world, asked),
  };
}

/** The WIT function `send`: gives the response, or throws the record `http-error`. */
function send(line: HostLine, request: ClientRequest): ClientResponse {
  const { method, url, headers, body, timeout } = request;
  const question: HttpQuestion = { method, url, headers, body, timeoutMs: timeout };
  const reply = line.answerTo({ of: "client", request: question });
  if (reply.ok) return reply.value as ClientResponse;
  throw httpErrorOf(reply);
}

/** What is thrown into the guest; an Error would pass through it as a fault of the host. */
export function httpErrorOf(reply: Exclude<Reply, { readonly ok: true }>): ClientError | GuestFault {
  if ("http" in reply) return { ...reply.http };
  return new GuestFault(reply.fault satisfies Fault);
}
