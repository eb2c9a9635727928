import type { JsonValue } from "@scheduler-components/executor";
import { HttpFailure, printableUrl } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { HttpRequest } from "../request/request.ts";
import { bodyValue } from "../response/body.ts";
import { decompress, encodingsOf } from "../response/content-encoding.ts";
import type { Arrived } from "../transport/follow.ts";
import type { ResponseHeaders } from "../transport/port.ts";
import { isListed } from "./judge.ts";
import type { HttpOutput } from "./judge.ts";

/** A response read: its output, and the failure if the body is not what `response.as` asks for. */
export interface Reading {
  readonly output: HttpOutput | undefined;
  readonly failure: HttpFailure | undefined;
}

/** Makes what came back the output of a call. A promise only where the body is compressed. */
export function readOutput(
  platform: Platform,
  request: HttpRequest,
  arrived: Arrived,
  startedAt: number,
): Reading | Promise<Reading> {
  const { incoming } = arrived;
  const encodings = incoming.body.length === 0 ? [] : encodingsOf(incoming.headers["content-encoding"]);
  if (encodings.length === 0) return readPlain(platform, request, arrived, incoming.body, startedAt);
  const where = `${arrived.method} ${printableUrl(arrived.url)}`;
  return decompress(platform, incoming.body, encodings, request.maxBytes, where).then((body) =>
    body instanceof HttpFailure
      ? { output: undefined, failure: body }
      : readPlain(platform, request, arrived, body, startedAt),
  );
}

function readPlain(
  platform: Platform,
  request: HttpRequest,
  arrived: Arrived,
  body: Uint8Array,
  startedAt: number,
): Reading {
  const { incoming, url } = arrived;
  const contentType = incoming.headers["content-type"];
  const read = bodyValue(platform, body, typeof contentType === "string" ? contentType : "", request.responseFormat);
  const output: HttpOutput = {
    status: incoming.status,
    headers: plainHeaders(incoming.headers),
    body: read.value,
    timings: { waitMs: round(incoming.headersAt - startedAt), totalMs: round(platform.now() - startedAt) },
    url: url.href,
  };
  if (read.ok) return { output, failure: undefined };
  const message = `${arrived.method} ${printableUrl(url)}: the response's body is ${read.message}, though response.as is json.`;
  return {
    output,
    failure: new HttpFailure("invalid-response", message, {
      retryable: isListed(request, "invalid-response") ?? false,
    }),
  };
}

/** Microseconds are enough for people, and shorter in reports. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Headers whose values are the same in response after response, and never secret. */
const REPEATED: ReadonlySet<string> = new Set([
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "server",
  "transfer-encoding",
  "vary",
]);
const MAX_SHARED = 256;
const MAX_SHARED_LENGTH = 100;
const sharedValues = new Map<string, string>();

/** One string for all responses that say the same: a run keeps the headers of every attempt. */
function shared(value: string): string {
  if (value.length > MAX_SHARED_LENGTH) return value;
  const known = sharedValues.get(value);
  if (known !== undefined) return known;
  if (sharedValues.size >= MAX_SHARED) sharedValues.clear();
  sharedValues.set(value, value);
  return value;
}

/** The transport's object, in place: it is fresh and nobody else's. */
function plainHeaders(headers: ResponseHeaders): { readonly [name: string]: string | readonly string[] } {
  const plain = headers as { [name: string]: JsonValue };
  for (const name in plain) {
    const value = plain[name];
    if (name === "set-cookie") {
      if (typeof value === "string") plain[name] = [value];
    } else if (Array.isArray(value)) plain[name] = value.join(", ");
    else if (typeof value === "string" && REPEATED.has(name)) plain[name] = shared(value);
  }
  return plain as { readonly [name: string]: string | readonly string[] };
}
