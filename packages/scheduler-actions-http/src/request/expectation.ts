import type { Expression, JsonValue } from "@scheduler-components/executor";
import { isJsonObject, parseExpression } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import { LIMITS } from "../options.ts";
import type { Expectation, HeaderExpectation, RetryRules, StatusRange } from "./request.ts";

const compiled = new Map<string, Expression>();

/** The parameter `expect`. */
export function readExpectation(value: JsonValue): Expectation | HttpFailure {
  if (!isJsonObject(value)) return invalid("expect: expected an object with status, header and condition.");
  const { status, header, condition } = value;
  const statuses = status === undefined ? [] : readStatuses(status, "expect.status");
  if (statuses instanceof HttpFailure) return statuses;
  const headers = header === undefined ? [] : readHeaders(header);
  if (headers instanceof HttpFailure) return headers;
  if (condition === undefined) return { status: statuses, headers, condition: undefined };
  if (typeof condition !== "string") return invalid("expect.condition: expected an expression.");
  const expression = compile(condition);
  return expression instanceof HttpFailure ? expression : { status: statuses, headers, condition: expression };
}

/** The parameter `retry_on`. */
export function readRetryRules(value: JsonValue): RetryRules | HttpFailure {
  if (!isJsonObject(value)) return invalid("retry_on: expected an object with status and errors.");
  const { status, errors = [] } = value;
  const statuses = status === undefined ? [] : readStatuses(status, "retry_on.status");
  if (statuses instanceof HttpFailure) return statuses;
  if (!Array.isArray(errors) || !errors.every((code) => typeof code === "string"))
    return invalid("retry_on.errors: expected a list of error codes.");
  return { status: statuses, errors: errors as readonly string[] };
}

export function inRanges(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some((range) => range.from <= status && status <= range.to);
}

function readStatuses(value: JsonValue, where: string): readonly StatusRange[] | HttpFailure {
  const ranges: StatusRange[] = [];
  for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
    const range = readStatus(item);
    if (!range) return invalid(`${where}: expected a status (200), a class ("2xx"), or a list of them.`);
    ranges.push(range);
  }
  return ranges;
}

function readStatus(value: JsonValue): StatusRange | undefined {
  if (typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 599) {
    return { text: String(value), from: value, to: value };
  }
  if (typeof value !== "string") return undefined;
  if (/^[1-5]\d\d$/.test(value)) return { text: value, from: Number(value), to: Number(value) };
  if (!/^[1-5]xx$/i.test(value)) return undefined;
  const from = Number(value[0]) * 100;
  return { text: value, from, to: from + 99 };
}

function readHeaders(value: JsonValue): readonly HeaderExpectation[] | HttpFailure {
  if (!isJsonObject(value)) return invalid("expect.header: expected an object of header names.");
  const headers: HeaderExpectation[] = [];
  for (const name of Object.keys(value)) {
    const wanted = value[name];
    const rule = isJsonObject(wanted) ? wanted : { equals: wanted ?? null };
    const { equals, contains, present = true } = rule;
    const known = Object.keys(rule).every((key) => key === "equals" || key === "contains" || key === "present");
    const asText = [equals, contains].every((text) => text === undefined || typeof text === "string");
    if (!known || !asText || typeof present !== "boolean") {
      return invalid(`expect.header.${name}: expected a string, or an object with equals, contains or present.`);
    }
    headers.push({
      name: name.toLowerCase(),
      equals: equals as string | undefined,
      contains: contains as string | undefined,
      present,
    });
  }
  return headers;
}

function compile(text: string): Expression | HttpFailure {
  const known = compiled.get(text);
  if (known) return known;
  const parsed = parseExpression(text);
  if (!parsed.ok)
    return invalid(`expect.condition: ${parsed.message}${parsed.hint === undefined ? "" : ` ${parsed.hint}`}`);
  const foreign = parsed.expression.references.find((reference) => reference.path[0] !== "outcome");
  if (foreign) {
    const root = JSON.stringify(foreign.path[0]);
    return invalid(
      `expect.condition: ${root} is not visible here. Expected outcome.output, the response; put other values in with {{ }}.`,
    );
  }
  // Templates can make any number of texts, so the oldest is forgotten.
  if (compiled.size >= LIMITS.conditions) {
    const [oldest] = compiled.keys();
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(text, parsed.expression);
  return parsed.expression;
}

function invalid(message: string): HttpFailure {
  return new HttpFailure("invalid-parameters", message);
}
