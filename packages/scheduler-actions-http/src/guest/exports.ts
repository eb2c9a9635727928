import { liftAction, lowerActionOutcome } from "@scheduler-components/executor";
import type { HttpContext } from "../execute.ts";
import { executeHttpAction } from "../execute.ts";
import type * as client from "../generated/scheduler-actions-http-client.d.ts";
import type * as wit from "../generated/scheduler-actions-http-http-component.d.ts";
import type { ClientError } from "../send.ts";
import { sendRequest } from "../send.ts";
import type { Setup } from "../setup.ts";

/** The functions of a generated interface, where each may answer later. */
type Asynchronous<T> = {
  [K in keyof T]: T[K] extends (...parameters: infer P) => infer R ? (...parameters: P) => Promise<R> : never;
};

/** What the world `http-action-component` exports, in the generated types: JSON as text, an error thrown as its payload. */
export interface HttpGuest {
  readonly httpComponent: Asynchronous<typeof wit>;
  readonly client: Asynchronous<typeof client>;
}

/** The component in the shape of its WIT, on what is given. Never gives a header's value in an error. */
export function httpGuest(setup: Setup): HttpGuest {
  // An action that comes through `do-http-action` has no context: nothing to cancel it, and nowhere to tell secrets.
  const context: HttpContext = {
    signal: new AbortController().signal,
    redact: () => {},
    idempotencyKey: () => "",
  };
  let initialised = false;
  return {
    httpComponent: {
      initComponent: async () => {
        initialised = true;
      },
      doHttpAction: async (action) => {
        if (!initialised) throw "do-http-action was called before init-component";
        const lifted = liftAction(action);
        if (!lifted.ok) throw `the action cannot be read at ${lifted.path.join(".")}: ${lifted.message}`;
        return lowerActionOutcome(await executeHttpAction(setup, lifted.value, context));
      },
      releaseComponent: async () => {
        initialised = false;
        await setup.transport.close();
      },
    },
    client: {
      send: async (request) => {
        const sent = await sendRequest(setup, request, undefined);
        if (sent.ok) return sent.response;
        throw sent.error satisfies ClientError;
      },
    },
  };
}
