import { HttpFailure, printableUrl } from "../errors.ts";
import type { Fields, Method, OutgoingRequest } from "../generated/wasi-http-types.d.ts";
import type { Outgoing } from "../request/request.ts";
import { failureFor, REASONS } from "../transport/reasons.ts";
import { dropHandle } from "./held.ts";
import type { Wasi } from "./wasi.ts";
import { payloadOf } from "./wasi.ts";

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["GET", { tag: "get" }],
  ["HEAD", { tag: "head" }],
  ["POST", { tag: "post" }],
  ["PUT", { tag: "put" }],
  ["PATCH", { tag: "patch" }],
  ["DELETE", { tag: "delete" }],
  ["OPTIONS", { tag: "options" }],
]);

/** Of these a server expects a body, so that none has a length too (RFC 9110, 8.6). */
const EXPECT_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** The request as `wasi:http` has it, not yet with a body; the failure if the host does not take it. */
export function outgoingRequest(wasi: Wasi, request: Outgoing, size: number): OutgoingRequest | HttpFailure {
  const fields = fieldsOf(wasi, request, size);
  if (fields instanceof HttpFailure) return fields;
  const made = new wasi.http.OutgoingRequest(fields);
  const { url, method } = request;
  try {
    made.setMethod(METHODS.get(method) ?? { tag: "other", val: method });
    made.setScheme({ tag: url.protocol === "https:" ? "HTTPS" : "HTTP" });
    made.setAuthority(url.host);
    made.setPathWithQuery(url.pathname + url.search);
    return made;
  } catch {
    dropHandle(made);
    return failureFor(REASONS.unsendable, method, printableUrl(url), false, []);
  }
}

function fieldsOf(wasi: Wasi, { headers, method }: Outgoing, size: number): Fields | HttpFailure {
  const entries: [string, Uint8Array][] = [];
  for (let index = 0; index < headers.length; index += 2) {
    entries.push([headers[index] ?? "", latin1(headers[index + 1] ?? "")]);
  }
  if (size > 0 || EXPECT_BODY.has(method)) entries.push(["content-length", latin1(String(size))]);
  try {
    return wasi.http.Fields.fromList(entries);
  } catch (error) {
    return refusedField(wasi, entries, payloadOf(error));
  }
}

/** The header that the host does not take; never its value. */
function refusedField(wasi: Wasi, entries: readonly [string, Uint8Array][], problem: unknown): HttpFailure {
  const refused = entries.find((entry) => {
    try {
      dropHandle(wasi.http.Fields.fromList([entry]));
      return false;
    } catch {
      return true;
    }
  });
  const where = refused ? `headers.${refused[0]}` : "headers";
  const forbidden = typeof problem === "object" && problem !== null && "tag" in problem && problem.tag === "forbidden";
  return forbidden
    ? new HttpFailure("denied-header", `${where}: set by the host itself. Leave it out.`)
    : new HttpFailure("invalid-parameters", `${where}: the host does not take it.`);
}

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
