/** `outgoing-handler` and `future-incoming-response`: one exchange, from the request to what came of it. */
import { optionOf } from "../arguments.ts";
import { fail } from "../failure.ts";
import type { Poll, Waitable } from "../poll.ts";
import type { WasiHttpRequest, WasiHttpResult } from "../ports.ts";
import { defineInterface, defineResource, type Resource } from "../resource.ts";
import type { World } from "../world.ts";
import type { Collected } from "./body.ts";
import { errorCodeOf, type ErrorCode } from "./error-code.ts";
import { fieldsFromText, fieldsToText, sizeOf } from "./fields.ts";
import type { Requests, RequestState, RequestTimeouts } from "./request.ts";
import type { Responses } from "./response.ts";
import { targetOf } from "./url.ts";

/** Where an exchange stands. It starts once its body is finished: bodies are sent whole. */
type Stage =
  | { readonly at: "body" }
  | { readonly at: "host"; readonly ticket: number }
  | { readonly at: "done"; readonly result: WasiHttpResult | { readonly failed: ErrorCode } }
  | { readonly at: "taken" };

class Exchange implements Waitable {
  readonly #world: World;
  readonly #body: Collected | undefined;
  /** Gives back what the request cost; called once. */
  readonly #free: () => void;
  #stage: Stage = { at: "body" };

  constructor(world: World, request: Omit<WasiHttpRequest, "body">, body: Collected | undefined, free: () => void) {
    this.#world = world;
    this.#body = body;
    this.#free = free;
    const start = (): void => this.#start(request);
    if (body?.end === "open") body.onEnd = start;
    else start();
  }

  ready(): boolean {
    const stage = this.#stage;
    return stage.at === "host" ? this.#world.ports.exchangeReady(stage.ticket) : stage.at !== "body";
  }

  awaitsHost(): boolean {
    return this.#stage.at === "host";
  }

  /** Undefined while under way, `taken` after the result was given once. */
  take(): WasiHttpResult | { readonly failed: ErrorCode } | "taken" | undefined {
    const stage = this.#stage;
    if (stage.at === "taken") return "taken";
    if (stage.at === "body") return undefined;
    const result = stage.at === "done" ? stage.result : this.#world.ports.takeExchange(stage.ticket);
    if (result === undefined) return undefined;
    this.#end({ at: "taken" });
    return result;
  }

  drop(): void {
    if (this.#stage.at === "host") this.#world.ports.dropExchange(this.#stage.ticket);
    if (this.#body) this.#body.onEnd = undefined;
    this.#body?.abandon();
    this.#end({ at: "taken" });
  }

  #start(request: Omit<WasiHttpRequest, "body">): void {
    const end = this.#body?.end;
    if (typeof end === "object") {
      this.#end({ at: "done", result: end });
      return;
    }
    this.#stage = { at: "host", ticket: this.#world.ports.startExchange({ ...request, body: this.#body?.take() }) };
  }

  #end(stage: Stage): void {
    const before = this.#stage.at;
    this.#stage = stage;
    if (before === "body" || before === "host") this.#free();
  }
}

export interface Exchanges {
  readonly FutureIncomingResponse: Resource<Exchange>;
  readonly handler: object;
}

export function createExchanges(world: World, { Pollable }: Poll, requests: Requests, responses: Responses): Exchanges {
  const { maxExchanges, maxFieldBytes, maxBodyBytes } = world.ports.limits;
  let underWay = 0;

  const responseOf = (
    result: WasiHttpResult | { readonly failed: ErrorCode },
  ): { readonly tag: string; readonly val: unknown } => {
    if ("failed" in result) return { tag: "err", val: result.failed };
    if (!result.ok) return { tag: "err", val: errorCodeOf(result) };
    const headers = fieldsFromText(result.headers);
    const bytes = sizeOf(headers);
    if (bytes > maxFieldBytes) return { tag: "err", val: { tag: "HTTP-response-header-section-size", val: bytes } };
    const size = result.body.byteLength;
    if (size > maxBodyBytes) return { tag: "err", val: { tag: "HTTP-response-body-size", val: BigInt(size) } };
    return { tag: "ok", val: responses.incoming(result.status, headers, result.body) };
  };

  const FutureIncomingResponse = defineResource<Exchange>(world, "future-incoming-response", {
    methods: {
      subscribe: (exchange) => Pollable.make(exchange),
      get: (exchange) => {
        const result = exchange.take();
        if (result === undefined) return undefined;
        return result === "taken" ? { tag: "err", val: undefined } : { tag: "ok", val: responseOf(result) };
      },
    },
    drop: (exchange) => exchange.drop(),
  });

  const begin = (state: RequestState, timeouts: RequestTimeouts | undefined): object => {
    const { method, scheme, authority, path, headers, charge, body } = state;
    const refuse = (error: ErrorCode): never => {
      charge.free();
      body?.abandon();
      return fail(error);
    };
    const target = targetOf(method, scheme, authority, path);
    if (target.error) return refuse(target.error);
    if (underWay >= maxExchanges) return refuse({ tag: "connection-limit-reached" });
    underWay += 1;
    const request = {
      method: target.method,
      url: target.url,
      // The host frames the message; a body was compared with its promise where it was finished.
      headers: fieldsToText(headers.filter(([name]) => name !== "content-length")),
      connectTimeoutMs: millisecondsOf(timeouts?.connect),
      firstByteTimeoutMs: millisecondsOf(timeouts?.firstByte),
      betweenBytesTimeoutMs: millisecondsOf(timeouts?.betweenBytes),
    };
    const free = (): void => {
      underWay -= 1;
      charge.free();
      body?.charge.free();
    };
    return FutureIncomingResponse.make(new Exchange(world, request, body, free));
  };

  const handler = defineInterface(world, {
    handle: (request, options) => {
      const state = requests.OutgoingRequest.take(request);
      const timeouts = optionOf(options, (value) => requests.RequestOptions.take(value));
      return begin(state, timeouts);
    },
  });
  return { FutureIncomingResponse, handler };
}

function millisecondsOf(nanoseconds: bigint | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
}
