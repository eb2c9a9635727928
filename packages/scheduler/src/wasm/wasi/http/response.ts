/** `incoming-response`, and what a server would use: there, since guests declare it, and of no consequence. */
import { uintOf } from "../arguments.ts";
import { fail } from "../failure.ts";
import { defineResource, type Resource } from "../resource.ts";
import { Charge, invalidUse, type World } from "../world.ts";
import { Collected, type Bodies } from "./body.ts";
import { sizeOf, type FieldEntries, type FieldsKind } from "./fields.ts";

interface ResponseState {
  readonly status: number;
  readonly headers: FieldEntries;
  readonly charge: Charge;
  /** Undefined once consumed: bytes and their charge are the body's then. */
  body: { readonly bytes: Uint8Array; readonly charge: Charge } | undefined;
}

interface OutgoingResponseState {
  status: number;
  readonly headers: FieldEntries;
  readonly charge: Charge;
  taken: boolean;
}

export interface Responses {
  readonly classes: { readonly [name: string]: { readonly Class: object } };
  /** An `incoming-response` for the guest. */
  incoming(status: number, headers: FieldEntries, body: Uint8Array): object;
}

export function createResponses(world: World, { Fields, view }: FieldsKind, bodies: Bodies): Responses {
  const IncomingResponse: Resource<ResponseState> = defineResource<ResponseState>(world, "incoming-response", {
    methods: {
      status: ({ status }) => status,
      headers: ({ headers }) => view(headers),
      consume: (self) => {
        const body = self.body ?? fail();
        self.body = undefined;
        return bodies.incoming(body.bytes, body.charge);
      },
    },
    drop: ({ charge, body }) => {
      charge.free();
      body?.charge.free();
    },
  });

  const OutgoingResponse = defineResource<OutgoingResponseState>(world, "outgoing-response", {
    construct: (headers) => {
      const { entries, charge } = Fields.take(headers);
      return { status: 200, headers: entries, charge, taken: false };
    },
    methods: {
      statusCode: ({ status }) => status,
      setStatusCode: (self, value) => {
        const status = uintOf(value, 65_535);
        if (status < 100 || status > 999) fail();
        self.status = status;
      },
      headers: ({ headers }) => view(headers),
      body: (self) => {
        if (self.taken) fail();
        self.taken = true;
        const body = new Collected(world, undefined);
        body.abandon();
        return bodies.OutgoingBody.make({ body, written: false });
      },
    },
    drop: ({ charge }) => charge.free(),
  });

  const noServer = (method: string) => (): never => {
    world.deny("http", method);
    return invalidUse(`${method} is denied: there are no incoming requests`);
  };
  const nothing = (name: string, methods: readonly string[]): { readonly Class: object } =>
    defineResource(world, name, {
      methods: Object.fromEntries(methods.map((each) => [each, noServer(`${name}.${each}`)])),
    });

  return {
    classes: {
      IncomingResponse,
      OutgoingResponse,
      IncomingRequest: nothing("incoming-request", [
        "method",
        "pathWithQuery",
        "scheme",
        "authority",
        "headers",
        "consume",
      ]),
      ResponseOutparam: defineResource(world, "response-outparam", {
        methods: { sendInformational: noServer("response-outparam.sendInformational") },
        statics: { set: noServer("response-outparam.set") },
      }),
    },
    incoming: (status, headers, bytes) =>
      IncomingResponse.make({
        status,
        headers,
        charge: new Charge(world, sizeOf(headers)),
        body: { bytes, charge: new Charge(world, bytes.byteLength) },
      }),
  };
}
