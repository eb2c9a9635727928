import type { ResponseHeaders } from "../transport/port.ts";
import type { Outgoing } from "./request.ts";
import { urlOf } from "./url.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const OF_THE_BODY: ReadonlySet<string> = new Set([
  "content-encoding",
  "content-language",
  "content-location",
  "content-type",
]);
const OF_THE_ORIGIN: ReadonlySet<string> = new Set(["authorization", "cookie"]);

/** Where a response sends the client; undefined where it is no redirect. */
export function locationOf(status: number, headers: ResponseHeaders): string | undefined {
  if (!REDIRECTS.has(status)) return undefined;
  const location = headers["location"];
  return Array.isArray(location) ? location[0] : location;
}

/**
 * The request that follows a redirect (Fetch standard, "HTTP-redirect fetch"): 303, and POST at 301 and 302, become GET without a
 * body; another origin gets no `authorization`, no `cookie`, and none of the headers that the scenario calls secret.
 * Undefined where the location is no `http:` or `https:` URL.
 */
export function redirected(
  request: Outgoing,
  status: number,
  location: string,
  secretHeaders: readonly string[],
): Outgoing | undefined {
  const url = urlOf(latin1ToUtf8(location), request.url);
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  const becomesGet =
    (status === 303 && request.method !== "GET" && request.method !== "HEAD") ||
    ((status === 301 || status === 302) && request.method === "POST");
  const crossOrigin = url.origin !== request.url.origin;
  const headers: string[] = [];
  for (let index = 0; index < request.headers.length; index += 2) {
    const name = request.headers[index] ?? "";
    if (name === "host") continue;
    if (becomesGet && OF_THE_BODY.has(name)) continue;
    if (crossOrigin && (OF_THE_ORIGIN.has(name) || secretHeaders.includes(name))) continue;
    headers.push(name, request.headers[index + 1] ?? "");
  }
  return { method: becomesGet ? "GET" : request.method, url, headers, body: becomesGet ? null : request.body };
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Header bytes arrive as Latin-1; servers write locations in UTF-8. */
function latin1ToUtf8(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the range is the point
  if (!/[^\x00-\x7f]/.test(text) || /[^\x00-\xff]/.test(text)) return text;
  return UTF8.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}
