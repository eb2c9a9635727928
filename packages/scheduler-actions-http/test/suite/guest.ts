import type { ClientRequest, ClientResponse, HttpGuest, Sent } from "@scheduler-components/actions-http";
// @boundaries-ignore Only its tests read what a compiled component answers; the package itself needs nothing of core.
import { liftActionOutcome } from "@scheduler-components/core";
import { lowerAction } from "@scheduler-components/executor";
import type { HttpSubject } from "./suite.ts";

/** What has the shape of the WIT, wherever it runs. */
export interface GuestPort {
  readonly httpComponent: Pick<HttpGuest["httpComponent"], "doHttpAction">;
  readonly client: { send(request: ClientRequest): Promise<ClientResponse> };
}

export function guestSubject(guest: GuestPort, close: () => Promise<void>): HttpSubject {
  return {
    act: async (operation, parameters) => {
      const given = await guest.httpComponent.doHttpAction(
        lowerAction({ id: "a", call: `http.${operation}`, parameters }),
      );
      const lifted = liftActionOutcome(given);
      if (!lifted.ok) throw new Error(`no outcome: ${lifted.path.join(".")}: ${lifted.message}`);
      return lifted.value;
    },
    send: (request) =>
      guest.client.send(request).then(
        (response): Sent => ({ ok: true, response }),
        (error: Extract<Sent, { ok: false }>["error"]): Sent => ({ ok: false, error }),
      ),
    close,
  };
}
