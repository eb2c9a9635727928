import type { JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";

/** The user info of a URL, taken out of it. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Undefined where the text is no URL. Not `URL.parse`, which the engine of a component does not have. */
export function urlOf(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/** An absolute `http:` or `https:` URL; the message never repeats it, since a URL that does not parse may hold anything. */
export function parseUrl(text: string): URL | HttpFailure {
  const url = urlOf(text);
  if (!url) {
    return new HttpFailure(
      "invalid-url",
      "url: not an absolute URL. Expected http:// or https://, a host, and a path.",
    );
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return new HttpFailure(
      "unsupported-scheme",
      `url: the scheme ${url.protocol} is not supported. Expected http: or https:.`,
    );
  }
  return url;
}

/** Takes the user info out of the URL, so that it is neither printed nor sent twice. */
export function takeCredentials(url: URL): Credentials | undefined {
  if (url.username === "" && url.password === "") return undefined;
  const credentials = { username: decode(url.username), password: decode(url.password) };
  url.username = "";
  url.password = "";
  return credentials;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Adds `query` after what the URL has; lists repeat the name, null leaves it out. */
export function addQuery(url: URL, query: JsonValue): HttpFailure | undefined {
  if (!isJsonObject(query)) return new HttpFailure("invalid-parameters", "query: expected an object.");
  const parts: string[] = [];
  for (const name of Object.keys(query)) {
    const value = query[name];
    for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
      if (item === null || item === undefined) continue;
      if (typeof item === "object") {
        return new HttpFailure(
          "invalid-parameters",
          `query.${name}: expected a string, number, boolean, null, or a list of them.`,
        );
      }
      parts.push(`${encodeURIComponent(wellFormed(name))}=${encodeURIComponent(wellFormed(String(item)))}`);
    }
  }
  if (parts.length === 0) return undefined;
  const present = url.search;
  url.search = present.length > 1 ? `${present}&${parts.join("&")}` : parts.join("&");
  return undefined;
}

/** A lone surrogate, on which `encodeURIComponent` throws, becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
