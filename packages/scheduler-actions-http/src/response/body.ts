import type { JsonValue } from "@scheduler-components/executor";
import { LIMITS } from "../options.ts";
import type { Platform } from "../platform/platform.ts";
import type { ResponseFormat } from "../request/request.ts";
import { isExactJson } from "./exact-json.ts";

export type BodyValue =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly message: string; readonly value: JsonValue };

const TEXTUAL =
  /^(?:text\/|application\/(?:xml|javascript|ecmascript|x-www-form-urlencoded|yaml|x-yaml|toml|graphql|x-ndjson|sql)\b|[^;]*\+(?:xml|yaml)\b)/;
const JSON_TYPE = /^(?:application|text)\/(?:[^;]*\+)?json\b/;

/**
 * The body as a JSON value. `auto`: by its media type JSON, text, else base64; JSON that does not parse is text; without a media
 * type it is text if it is UTF-8. An empty body is null, also as JSON.
 */
export function bodyValue(
  platform: Platform,
  body: Uint8Array,
  contentType: string,
  format: ResponseFormat,
): BodyValue {
  if (body.length === 0) return { ok: true, value: format === "text" || format === "base64" ? "" : null };
  switch (format) {
    case "auto":
      return { ok: true, value: byMediaType(platform, body, contentType) };
    case "json": {
      const parsed = parseJson(platform, body);
      return parsed.ok
        ? parsed
        : { ok: false, message: parsed.message, value: decodeText(platform, body, contentType) };
    }
    case "text":
      return { ok: true, value: decodeText(platform, body, contentType) };
    case "base64":
      return { ok: true, value: platform.toBase64(body) };
  }
}

type Kind = "json" | "text" | "bytes" | "unknown";

/** A server sends few media types; telling them apart again for every response would cost more than reading a small body. */
const kinds = new Map<string, Kind>();

function kindOf(contentType: string): Kind {
  const known = kinds.get(contentType);
  if (known !== undefined) return known;
  const type = contentType.toLowerCase();
  const kind = type === "" ? "unknown" : JSON_TYPE.test(type) ? "json" : TEXTUAL.test(type) ? "text" : "bytes";
  if (kinds.size < LIMITS.mediaTypes) kinds.set(contentType, kind);
  return kind;
}

function byMediaType(platform: Platform, body: Uint8Array, contentType: string): JsonValue {
  switch (kindOf(contentType)) {
    case "json": {
      const parsed = parseJson(platform, body);
      return parsed.ok ? parsed.value : decodeText(platform, body, contentType);
    }
    case "text":
      return decodeText(platform, body, contentType);
    case "bytes":
      return platform.toBase64(body);
    case "unknown":
      return strictUtf8(body) ?? platform.toBase64(body);
  }
}

function parseJson(
  platform: Platform,
  body: Uint8Array,
): { ok: true; value: JsonValue } | { ok: false; message: string } {
  if (body.length > LIMITS.jsonDepth && depthOf(body) > LIMITS.jsonDepth) {
    return { ok: false, message: `nested deeper than ${LIMITS.jsonDepth}` };
  }
  try {
    const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
    const text = platform.text(body, start);
    const value = JSON.parse(text) as JsonValue;
    if (isExactJson(text, value)) return { ok: true, value };
    return { ok: false, message: "JSON with a number or a string that cannot be held" };
  } catch {
    // The parser's message quotes the body, which may be secret.
    return { ok: false, message: "not JSON" };
  }
}

/** How deep brackets are nested outside strings. One pass over the bytes. */
function depthOf(body: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inString) {
      if (byte === 0x5c) index++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

function decodeText(platform: Platform, body: Uint8Array, contentType: string): string {
  const label = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1];
  if (label === undefined || /^utf-?8$/i.test(label)) {
    const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
    return platform.text(body, start);
  }
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return platform.text(body, 0);
  }
}

function strictUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
