import type { JsonObject, JsonValue } from "@scheduler-components/executor";
import { HttpFailure, printableUrl } from "../errors.ts";
import { inRanges } from "../request/expectation.ts";
import type { HttpRequest, StatusRange } from "../request/request.ts";
import { responseScope } from "./scope.ts";

/** What a call gives as output. */
export interface HttpOutput extends JsonObject {
  readonly status: number;
  /** Names in lower case; several of one name are joined by `, `, `set-cookie` alone is always a list. */
  readonly headers: { readonly [name: string]: string | readonly string[] };
  readonly body: JsonValue;
  readonly timings: { readonly waitMs: number; readonly totalMs: number };
  /** Of the last hop. */
  readonly url: string;
}

/** The values of a header; undefined where the response has none of that name, `constructor` included. */
export function headerValues(output: HttpOutput, name: string): readonly string[] | undefined {
  const found = Object.hasOwn(output.headers, name) ? output.headers[name] : undefined;
  return typeof found === "string" ? [found] : found;
}

/** Whether the response is what was asked for: the failure if not. Rules in the order: `retry_on.status`, `expect`. */
export function judge(request: HttpRequest, output: HttpOutput): HttpFailure | undefined {
  const { expect, retryOn } = request;
  if (retryOn && inRanges(retryOn.status, output.status)) {
    return failure(request, "http-status", `status ${output.status} is listed in retry_on.status`, true);
  }
  if (!expect) return undefined;
  if (expect.status.length > 0 && !inRanges(expect.status, output.status)) {
    return failure(
      request,
      "http-status",
      `status ${output.status}, expected ${anyOf(expect.status)}`,
      isRetryableStatus(request, output),
    );
  }
  const broken = brokenHeader(request, output) ?? brokenCondition(request, output);
  return broken === undefined
    ? undefined
    : failure(request, "http-expectation", broken, isListed(request, "http-expectation") ?? false);
}

/** `retry_on.errors` decides where `retry_on` is given; undefined where it is not. */
export function isListed(request: HttpRequest, code: string): boolean | undefined {
  return request.retryOn?.errors.includes(code);
}

/**
 * 408, 425, 429 and 5xx, if the request is idempotent. Also without that: 425 and 429, and 503 with `Retry-After`, by which the server says
 * that it did nothing yet. `retry_on` replaces the rule.
 */
function isRetryableStatus(request: HttpRequest, output: HttpOutput): boolean {
  const { status } = output;
  const listed = isListed(request, "http-status");
  if (listed !== undefined) return listed;
  if (status === 425 || status === 429) return true;
  if (status === 503 && output.headers["retry-after"] !== undefined) return true;
  return request.idempotent && (status === 408 || status >= 500);
}

function brokenHeader(request: HttpRequest, output: HttpOutput): string | undefined {
  for (const { name, equals, contains, present } of request.expect?.headers ?? []) {
    const values = headerValues(output, name);
    if (values === undefined) {
      if (present) return `header ${name} is missing, though expect.header asks for it`;
      continue;
    }
    if (!present) return `header ${name} is there, though expect.header.${name}.present is false`;
    // The value itself is not repeated: it may be a secret.
    if (equals !== undefined && !values.includes(equals))
      return `header ${name} is not what expect.header.${name} asks for`;
    if (contains !== undefined && !values.some((value) => value.includes(contains))) {
      return `header ${name} does not contain what expect.header.${name}.contains asks for`;
    }
  }
  return undefined;
}

function brokenCondition(request: HttpRequest, output: HttpOutput): string | undefined {
  const condition = request.expect?.condition;
  if (!condition) return undefined;
  const evaluated = condition.evaluate(responseScope(output));
  if (!evaluated.ok) return `expect.condition could not be evaluated: ${evaluated.message}`;
  if (evaluated.value === true) return undefined;
  const found = evaluated.value === false ? "does not hold" : "did not give a boolean";
  return `expect.condition ${found}: ${condition.text}`;
}

function anyOf(ranges: readonly StatusRange[]): string {
  return ranges.map((range) => range.text).join(" or ");
}

function failure(
  request: HttpRequest,
  code: "http-status" | "http-expectation",
  what: string,
  retryable: boolean,
): HttpFailure {
  return new HttpFailure(code, `${request.method} ${printableUrl(request.url)}: ${what}.`, { retryable });
}
