import type { JsonObject, JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import { LIMITS } from "../options.ts";
import { readAuth } from "./auth.ts";
import type { BodyPorts, PreparedBody } from "./body.ts";
import { prepareBody } from "./body.ts";
import { readExpectation, readRetryRules } from "./expectation.ts";
import { addHeaders, HeaderList, isSecretHeader, secretPartsOf } from "./headers.ts";
import type { HttpMethod, HttpRequest, ResponseFormat } from "./request.ts";
import { addQuery, parseUrl, takeCredentials } from "./url.ts";

const IDEMPOTENT: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]);
const FORMATS: readonly string[] = ["auto", "json", "text", "base64"];
const NO_PATHS: readonly (readonly string[])[] = [];
const NO_NAMES: readonly string[] = [];

export interface ReadPorts extends BodyPorts {
  /** Of the visit; empty where there is none. */
  idempotencyKey(): string;
  /** The most that `response.max_bytes` may ask for. */
  readonly maxResponseBytes: number;
}

/** Makes parameters a request. A promise only where a body has to be read from files. */
export function readRequest(
  method: HttpMethod,
  parameters: JsonObject,
  ports: ReadPorts,
): HttpRequest | HttpFailure | Promise<HttpRequest | HttpFailure> {
  const { body } = parameters;
  if (body === undefined) return readWithBody(method, parameters, undefined, ports);
  if (method === "GET" || method === "HEAD") return invalid(`body: ${method} requests have none.`);
  const prepared = prepareBody(body, ports);
  if (!(prepared instanceof Promise))
    return prepared instanceof HttpFailure ? prepared : readWithBody(method, parameters, prepared, ports);
  return prepared.then((one) => (one instanceof HttpFailure ? one : readWithBody(method, parameters, one, ports)));
}

export function readWithBody(
  method: HttpMethod,
  parameters: JsonObject,
  body: PreparedBody | undefined,
  ports: ReadPorts,
): HttpRequest | HttpFailure {
  const {
    url: address,
    query,
    headers,
    auth,
    redirect,
    expect,
    retry_on: retry,
    response,
    redact,
    idempotency_key: key,
    timeout_ms: timeoutMs,
  } = parameters;
  if (typeof address !== "string") return invalid("url: expected a string.");
  const url = parseUrl(address);
  if (url instanceof HttpFailure) return url;

  const list = new HeaderList();
  const secrets: string[] = [];
  const credentials = takeCredentials(url);
  if (query !== undefined) {
    const problem = addQuery(url, query);
    if (problem) return problem;
  }
  if (headers !== undefined) {
    const problem = addHeaders(list, headers);
    if (problem) return problem;
  }
  const problem = readAuth(list, auth, credentials, secrets);
  if (problem) return problem;
  if (key !== undefined && key !== false) {
    const value = key === true ? ports.idempotencyKey() : key;
    if (typeof value !== "string") return invalid("idempotency_key: expected true, false or a string.");
    if (value === "") return invalid("idempotency_key: there is no key here to send. Give it as a string.");
    const refused = list.add("idempotency-key", value);
    if (refused) return refused;
  }
  if (body?.contentType !== undefined && !list.has("content-type")) list.flat.push("content-type", body.contentType);
  if (!list.has("accept-encoding")) list.flat.push("accept-encoding", ports.platform.acceptEncoding);
  if (!list.has("user-agent")) list.flat.push("user-agent", "scheduler-components");

  const redirects = readRedirect(redirect);
  if (redirects instanceof HttpFailure) return redirects;
  const reading = readResponse(response, ports.maxResponseBytes);
  if (reading instanceof HttpFailure) return reading;
  if (timeoutMs !== undefined && (typeof timeoutMs !== "number" || !(timeoutMs > 0)))
    return invalid("timeout_ms: expected a number of milliseconds greater than 0.");
  const expectation = expect === undefined ? undefined : readExpectation(expect);
  if (expectation instanceof HttpFailure) return expectation;
  const retryOn = retry === undefined ? undefined : readRetryRules(retry);
  if (retryOn instanceof HttpFailure) return retryOn;
  const redaction = redact === undefined ? { paths: NO_PATHS, headers: NO_NAMES } : readRedaction(redact);
  if (redaction instanceof HttpFailure) return redaction;

  for (let index = 0; index < list.flat.length; index += 2) {
    const name = list.flat[index] ?? "";
    if (isSecretHeader(name) || redaction.headers.includes(name))
      secrets.push(...secretPartsOf(name, list.flat[index + 1] ?? ""));
  }
  return {
    method,
    url,
    headers: list.flat,
    body: body?.content ?? null,
    idempotent: IDEMPOTENT.has(method) || (key !== undefined && key !== false),
    followRedirects: redirects.limit,
    redirectMode: redirects.mode,
    responseFormat: reading.format,
    maxBytes: reading.maxBytes,
    timeoutMs,
    expect: expectation,
    retryOn,
    redactPaths: redaction.paths,
    redactHeaders: redaction.headers,
    secrets,
  };
}

function invalid(message: string): HttpFailure {
  return new HttpFailure("invalid-parameters", message);
}

const FOLLOW: { limit: number; mode: "follow" | "manual" } = { limit: LIMITS.redirects, mode: "follow" };

function readRedirect(value: JsonValue | undefined): typeof FOLLOW | HttpFailure {
  if (value === undefined) return FOLLOW;
  if (!isJsonObject(value)) return invalid("redirect: expected an object with limit and mode.");
  const { limit = LIMITS.redirects, mode = "follow" } = value;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0 || limit > LIMITS.maxRedirects) {
    return invalid(`redirect.limit: expected a whole number from 0 to ${LIMITS.maxRedirects}.`);
  }
  if (mode !== "follow" && mode !== "manual") return invalid("redirect.mode: expected one of follow, manual.");
  return { limit, mode };
}

const AUTO: { format: ResponseFormat; maxBytes: number } = { format: "auto", maxBytes: LIMITS.responseBytes };

function readResponse(value: JsonValue | undefined, most: number): typeof AUTO | HttpFailure {
  if (value === undefined) return most < AUTO.maxBytes ? { ...AUTO, maxBytes: most } : AUTO;
  if (!isJsonObject(value)) return invalid("response: expected an object with as and max_bytes.");
  const { as = "auto", max_bytes: maxBytes = Math.min(LIMITS.responseBytes, most) } = value;
  if (typeof as !== "string" || !FORMATS.includes(as))
    return invalid(`response.as: expected one of ${FORMATS.join(", ")}.`);
  if (typeof maxBytes !== "number" || !Number.isSafeInteger(maxBytes) || maxBytes < 0 || maxBytes > most) {
    return invalid(`response.max_bytes: expected a whole number of bytes, at most ${most} (maxResponseBytes).`);
  }
  return { format: as as ResponseFormat, maxBytes };
}

function readRedaction(
  value: JsonValue,
): { paths: readonly (readonly string[])[]; headers: readonly string[] } | HttpFailure {
  if (!isJsonObject(value)) return invalid("redact: expected an object with output and headers.");
  const output = stringsOf(value["output"]);
  const headers = stringsOf(value["headers"]);
  if (!output) return invalid("redact.output: expected a list of paths such as body.token or body.items.*.key.");
  if (!headers) return invalid("redact.headers: expected a list of header names.");
  return { paths: output.map((path) => path.split(".")), headers: headers.map((name) => name.toLowerCase()) };
}

function stringsOf(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === "string") ? (value as readonly string[]) : undefined;
}
