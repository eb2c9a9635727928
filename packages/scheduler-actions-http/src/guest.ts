import { liftAction, lowerActionOutcome } from "@scheduler-components/executor";
import type { ClientError, ClientRequest, ClientResponse } from "./client.ts";
import { createHttpClient } from "./client.ts";
import type { HttpContext } from "./component.ts";
import { executeHttpAction } from "./component.ts";
import type * as wit from "./generated/scheduler-actions-http-http-component.d.ts";
import type * as client from "./generated/scheduler-actions-http-client.d.ts";
import type { HttpOptions } from "./options.ts";
import { checkerOf } from "./policy/policy.ts";
import { Transport } from "./transport/transport.ts";

/** The functions of a generated interface, where each may answer later. */
type Asynchronous<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => infer R ? (...parameters: P) => Promise<R> : never;
};

/** What the world `http-action-component` exports, in the generated types: JSON as text, an error thrown as its payload. */
export interface HttpGuest {
  readonly httpComponent: Asynchronous<typeof wit>;
  readonly client: Asynchronous<typeof client>;
}

/** An action that comes through `do-http-action` has no context: nothing to cancel it, and nowhere to tell secrets. */
const NO_CONTEXT: HttpContext = {
  signal: new AbortController().signal,
  redact: () => {},
  idempotencyKey: () => "",
};

/** The component in the shape of its WIT; what a compiled one exports. Never gives a header's value in an error. */
export function createHttpGuest(options: HttpOptions = {}): HttpGuest {
  let transport: Transport | undefined;
  const sender = createHttpClient(options);
  return {
    httpComponent: {
      initComponent: async () => {
        transport ??= new Transport(options, checkerOf(options.policy));
      },
      doHttpAction: async (action) => {
        if (!transport) throw "do-http-action was called before init-component";
        const lifted = liftAction(action);
        if (!lifted.ok) throw `the action cannot be read at ${lifted.path.join(".")}: ${lifted.message}`;
        return lowerActionOutcome(await executeHttpAction(transport, options, lifted.value, NO_CONTEXT));
      },
      releaseComponent: async () => {
        await Promise.all([transport?.close(), sender.close()]);
        transport = undefined;
      },
    },
    client: {
      send: async (request: ClientRequest): Promise<ClientResponse> => {
        const sent = await sender.send(request);
        if (sent.ok) return sent.response;
        throw sent.error satisfies ClientError;
      },
    },
  };
}
