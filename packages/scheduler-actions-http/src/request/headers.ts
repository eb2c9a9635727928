import type { JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: visible characters, spaces, tabs and obs-text; no line breaks. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Framing, connection and proxy belong to the transport: setting them is how requests are smuggled. */
const RESERVED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const SECRET_HEADERS: ReadonlySet<string> = new Set(["authorization", "cookie"]);

/** Headers as they go out: name, value, name, value…; names in lower case. */
export class HeaderList {
  readonly flat: string[] = [];

  has(name: string): boolean {
    for (let index = 0; index < this.flat.length; index += 2) if (this.flat[index] === name) return true;
    return false;
  }

  valuesOf(name: string): string[] {
    const values: string[] = [];
    for (let index = 0; index < this.flat.length; index += 2) {
      const value = this.flat[index + 1];
      if (this.flat[index] === name && value !== undefined) values.push(value);
    }
    return values;
  }

  /** The problem if the header cannot be sent. Never repeats the value. */
  add(name: string, value: string): HttpFailure | undefined {
    const lower = name.toLowerCase();
    if (!TOKEN.test(name))
      return new HttpFailure("invalid-parameters", `headers: ${JSON.stringify(name)} is no header name.`);
    if (RESERVED.has(lower)) {
      return new HttpFailure("denied-header", `headers.${lower}: set by the component itself. Leave it out.`);
    }
    if (!FIELD_VALUE.test(value)) {
      const message = `headers.${lower}: the value holds a line break or another character that a header cannot carry.`;
      return new HttpFailure("invalid-parameters", message);
    }
    this.flat.push(lower, value);
    return undefined;
  }
}

/** Adds the parameter `headers`: name to value, or to a list of values. Null leaves a header out. */
export function addHeaders(list: HeaderList, headers: JsonValue): HttpFailure | undefined {
  if (!isJsonObject(headers)) return new HttpFailure("invalid-parameters", "headers: expected an object.");
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
      if (item === null || item === undefined) continue;
      if (typeof item === "object") {
        return new HttpFailure(
          "invalid-parameters",
          `headers.${name}: expected a string, number, boolean, null, or a list of them.`,
        );
      }
      const problem = list.add(name, String(item));
      if (problem) return problem;
    }
  }
  return undefined;
}

/** Whether the values of a request's header are always secret. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.has(name);
}

/**
 * The parts of an `authorization` or `cookie` value that are secret by themselves, so that they are found where the rest is not:
 * the credentials after the scheme, the value of each cookie.
 */
export function secretPartsOf(name: string, value: string): readonly string[] {
  if (name === "authorization") {
    const credentials = value.slice(value.indexOf(" ") + 1).trim();
    return credentials === value ? [value] : [value, credentials];
  }
  if (name === "cookie") return [value, ...value.split(";").map(cookieValue)].filter((part) => part !== "");
  if (name === "set-cookie") return [value, cookieValue(value.split(";", 1)[0] ?? "")].filter((part) => part !== "");
  return [value];
}

function cookieValue(pair: string): string {
  return pair.slice(pair.indexOf("=") + 1).trim();
}
