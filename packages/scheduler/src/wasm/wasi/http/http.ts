/** `wasi:http/types` and `wasi:http/outgoing-handler`. */
import type { Poll } from "../poll.ts";
import { defineInterface } from "../resource.ts";
import type { Streams } from "../streams.ts";
import type { World } from "../world.ts";
import { createBodies } from "./body.ts";
import { createExchanges } from "./exchange.ts";
import { createFields } from "./fields.ts";
import { createRequests } from "./request.ts";
import { createResponses } from "./response.ts";

export function createHttp(
  world: World,
  poll: Poll,
  streams: Streams,
): { readonly types: object; readonly handler: object } {
  const fields = createFields(world);
  const bodies = createBodies(world, poll, streams, fields);
  const requests = createRequests(world, fields, bodies);
  const responses = createResponses(world, fields, bodies);
  const { FutureIncomingResponse, handler } = createExchanges(world, poll, requests, responses);
  const { OutgoingBody, IncomingBody, FutureTrailers } = bodies;
  const types = defineInterface(
    world,
    { httpErrorCode: (error) => streams.IoError.of(error).http },
    {
      Fields: fields.Fields,
      ...requests,
      ...responses.classes,
      OutgoingBody,
      IncomingBody,
      FutureTrailers,
      FutureIncomingResponse,
    },
  );
  return { types, handler };
}
