/** The guest entry: exactly the interfaces of the world `http-action-component` of `wit/actions-http`, to be compiled to a component. */
import { now, subscribeDuration } from "wasi:clocks/monotonic-clock@0.2.12";
import { handle } from "wasi:http/outgoing-handler@0.2.12";
import { Fields, httpErrorCode, OutgoingBody, OutgoingRequest, RequestOptions } from "wasi:http/types@0.2.12";
import { poll } from "wasi:io/poll@0.2.12";
import type { HttpGuest } from "./guest/exports.ts";
import { httpGuest } from "./guest/exports.ts";
import { wasiSetup } from "./wasi/setup.ts";

const guest = httpGuest(
  wasiSetup({
    http: { Fields, httpErrorCode, OutgoingBody, OutgoingRequest, RequestOptions },
    handle,
    poll,
    clock: { now, subscribeDuration },
  }),
);

export const httpComponent: HttpGuest["httpComponent"] = guest.httpComponent;
export const client: HttpGuest["client"] = guest.client;
