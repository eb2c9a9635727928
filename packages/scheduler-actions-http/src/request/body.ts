import type { JsonObject, JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import type { RequestPlatform } from "../platform/platform.ts";
import type { EncodedBody, MultipartPart } from "./multipart.ts";
import { encodeMultipart } from "./multipart.ts";
import { wellFormed } from "./url.ts";

export interface BodyPorts {
  readonly readFile: ((path: string) => Promise<Uint8Array>) | undefined;
  readonly maxRequestBytes: number;
  readonly platform: RequestPlatform;
}

/** A body ready to be sent. `contentType` is used unless the scenario sets a header of its own. */
export interface PreparedBody {
  readonly content: string | Uint8Array;
  readonly contentType: string | undefined;
}

const KINDS = ["json", "text", "form", "multipart", "base64"] as const;
/** RFC 4648, section 4, padding required. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The parameter `body`: an object with exactly one of `json`, `text`, `form`, `multipart`, `base64`; or a bare string, which is
 * text, or a bare list, number, boolean or null, which is JSON. A bare object is refused: `{ text: "hi" }` could be either.
 */
export function prepareBody(
  body: JsonValue,
  ports: BodyPorts,
): PreparedBody | HttpFailure | Promise<PreparedBody | HttpFailure> {
  if (typeof body === "string") return limited({ content: body, contentType: "text/plain; charset=utf-8" }, ports);
  if (!isJsonObject(body)) return limited(jsonBody(body), ports);
  const keys = Object.keys(body);
  const kind = KINDS.find((one) => one === keys[0]);
  const value = kind === undefined ? undefined : body[kind];
  if (kind === undefined || keys.length !== 1 || value === undefined) {
    const found = keys.length === 0 ? "an empty object" : keys.map((key) => JSON.stringify(key)).join(", ");
    return invalid(
      `body: expected an object with exactly one of ${KINDS.join(", ")}, found ${found}. To send an object as JSON, write body: { json: … }.`,
    );
  }
  const prepared = prepareKind(kind, value, ports);
  if (prepared instanceof Promise)
    return prepared.then((one) => (one instanceof HttpFailure ? one : limited(one, ports)));
  return prepared instanceof HttpFailure ? prepared : limited(prepared, ports);
}

function prepareKind(
  kind: (typeof KINDS)[number],
  value: JsonValue,
  ports: BodyPorts,
): PreparedBody | HttpFailure | Promise<PreparedBody | HttpFailure> {
  switch (kind) {
    case "json":
      return jsonBody(value);
    case "text":
      return typeof value === "string"
        ? { content: value, contentType: "text/plain; charset=utf-8" }
        : invalid("body.text: expected a string.");
    case "base64": {
      const content = decodeBase64(value, ports.platform);
      return content
        ? { content, contentType: "application/octet-stream" }
        : invalid("body.base64: expected base64 (RFC 4648, with padding).");
    }
    case "form":
      return formBody(value);
    case "multipart":
      return multipartBody(value, ports);
  }
}

function jsonBody(value: JsonValue): PreparedBody {
  return { content: JSON.stringify(value), contentType: "application/json" };
}

function limited(body: PreparedBody, ports: BodyPorts): PreparedBody | HttpFailure {
  const { content } = body;
  // A UTF-16 unit is at most three bytes: most texts need not be encoded to know that they are not too long.
  if (typeof content === "string" && content.length * 3 <= ports.maxRequestBytes) return body;
  const size = (typeof content === "string" ? new TextEncoder().encode(content) : content).byteLength;
  if (size <= ports.maxRequestBytes) return body;
  return tooLarge(String(size), ports);
}

function tooLarge(size: string, ports: BodyPorts): HttpFailure {
  return new HttpFailure("request-too-large", `body: ${size} bytes, at most ${ports.maxRequestBytes} are sent.`);
}

function invalid(message: string): HttpFailure {
  return new HttpFailure("invalid-parameters", message);
}

function decodeBase64(value: JsonValue | undefined, platform: RequestPlatform): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  const compact = /\s/.test(value) ? value.replace(/\s+/g, "") : value;
  return BASE64.test(compact) ? platform.fromBase64(compact) : undefined;
}

/** Name to value, or to a list of values, in the order written. */
function fieldsOf(
  value: JsonValue | undefined,
  where: string,
): readonly (readonly [name: string, value: string])[] | HttpFailure {
  if (!isJsonObject(value)) return invalid(`${where}: expected an object.`);
  const fields: [string, string][] = [];
  for (const name of Object.keys(value)) {
    const given = value[name];
    for (const item of Array.isArray(given) ? (given as readonly JsonValue[]) : [given]) {
      if (item === null || item === undefined) continue;
      if (typeof item === "object")
        return invalid(`${where}.${name}: expected a string, number, boolean, null, or a list of them.`);
      fields.push([name, String(item)]);
    }
  }
  return fields;
}

function formBody(value: JsonValue): PreparedBody | HttpFailure {
  const fields = fieldsOf(value, "body.form");
  if (fields instanceof HttpFailure) return fields;
  const encoded = new URLSearchParams();
  for (const [name, text] of fields) encoded.append(name, text);
  return { content: encoded.toString(), contentType: "application/x-www-form-urlencoded" };
}

async function multipartBody(value: JsonValue, ports: BodyPorts): Promise<EncodedBody | HttpFailure> {
  if (!isJsonObject(value)) return invalid("body.multipart: expected an object with fields, files or both.");
  const parts: MultipartPart[] = [];
  const fields = fieldsOf(value["fields"] ?? {}, "body.multipart.fields");
  if (fields instanceof HttpFailure) return fields;
  for (const [name, text] of fields) {
    parts.push({
      name,
      filename: undefined,
      contentType: undefined,
      content: new TextEncoder().encode(wellFormed(text)),
    });
  }
  const files = value["files"] ?? [];
  if (!Array.isArray(files)) return invalid("body.multipart.files: expected a list.");
  let size = parts.reduce((total, { content }) => total + content.byteLength, 0);
  for (const [index, file] of (files as readonly JsonValue[]).entries()) {
    const part = await filePart(file, `body.multipart.files[${index}]`, ports);
    if (part instanceof HttpFailure) return part;
    // Files are not all read before the first look at their size.
    size += part.content.byteLength;
    if (size > ports.maxRequestBytes) return tooLarge(`more than ${ports.maxRequestBytes}`, ports);
    parts.push(part);
  }
  return encodeMultipart(parts, ports.platform);
}

async function filePart(file: JsonValue, where: string, ports: BodyPorts): Promise<MultipartPart | HttpFailure> {
  if (!isJsonObject(file)) return invalid(`${where}: expected an object.`);
  const { name, filename, content_type: contentType } = file;
  if (typeof name !== "string") return invalid(`${where}.name: expected a string.`);
  if (filename !== undefined && typeof filename !== "string") return invalid(`${where}.filename: expected a string.`);
  if (contentType !== undefined && (typeof contentType !== "string" || !/^[\x20-\x7e]+$/.test(contentType))) {
    return invalid(`${where}.content_type: expected a media type.`);
  }
  const content = await fileContent(file, where, ports);
  if (content instanceof HttpFailure) return content;
  const path = file["path"];
  const fallback = typeof path === "string" ? path.slice(path.lastIndexOf("/") + 1) : name;
  return { name, filename: filename ?? fallback, contentType: contentType ?? "application/octet-stream", content };
}

async function fileContent(file: JsonObject, where: string, ports: BodyPorts): Promise<Uint8Array | HttpFailure> {
  const given = (["text", "base64", "path"] as const).filter((key) => file[key] !== undefined);
  const [kind] = given;
  const value = kind === undefined ? undefined : file[kind];
  if (given.length !== 1 || typeof value !== "string")
    return invalid(`${where}: expected exactly one of text, base64, path, as a string.`);
  if (kind === "text") return new TextEncoder().encode(wellFormed(value));
  if (kind === "base64")
    return decodeBase64(value, ports.platform) ?? invalid(`${where}.base64: expected base64 (RFC 4648, with padding).`);
  if (!ports.readFile) {
    return new HttpFailure(
      "denied-file",
      `${where}.path: files are not read here. Give the content as text or base64, or let the host set readFile.`,
    );
  }
  if (!isInside(value)) {
    return new HttpFailure(
      "denied-file",
      `${where}.path: ${JSON.stringify(value)} leaves the scenario's folder. Expected a relative path without "..".`,
    );
  }
  try {
    return await ports.readFile(value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return new HttpFailure("file-unreadable", `${where}.path: ${JSON.stringify(value)} could not be read.`, {
      causes: [{ code: "file", message }],
    });
  }
}

/** Relative, without `..`, drive letters, backslashes and NUL. What links do is for the host's `readFile`. */
function isInside(path: string): boolean {
  return path !== "" && !/^[/~]|[\\\0]|^[A-Za-z]:/.test(path) && !path.split("/").includes("..");
}
