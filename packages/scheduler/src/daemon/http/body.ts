import { isJsonObject, type JsonObject, type JsonValue } from "@scheduler-components/core";
import { Fault } from "../fault.ts";

/** A request's body, up to a number of bytes. What exceeds it is not read. */
export async function readBody(request: Request, most: number): Promise<Buffer> {
  const tooLarge = (): Fault =>
    new Fault(
      "body-too-large",
      `A body has at most ${most} bytes; the daemon takes more with --http-limit bodyBytes=${2 * most}.`,
    );
  if (Number(request.headers.get("content-length") ?? 0) > most) throw tooLarge();
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > most) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault("malformed-request", "The request ended before its body had come.", { cause: error });
  }
  return Buffer.concat(chunks);
}

/** The JSON object of a body; an empty one where there is no body. */
export function parseObject(bytes: Buffer, contentType: string | undefined): JsonObject {
  if (bytes.length === 0) return {};
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "")) {
    throw new Fault(
      "unsupported-media-type",
      `The body must be JSON, with content-type: application/json; found ${contentType ?? "none"}.`,
    );
  }
  let value: JsonValue;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as JsonValue;
  } catch (error) {
    throw new Fault("malformed-request", "The body is not JSON.", { cause: error });
  }
  if (!isJsonObject(value)) throw new Fault("malformed-request", "The body must be a JSON object.");
  return value;
}

/** One key of a body's object, of a kind. Undefined where it is not there. */
export function takeKey<T extends JsonValue>(
  body: JsonObject,
  key: string,
  what: string,
  is: (value: JsonValue) => value is T,
): T | undefined {
  const value = Object.hasOwn(body, key) ? body[key] : undefined;
  if (value === undefined) return undefined;
  if (is(value)) return value;
  throw new Fault("malformed-request", `"${key}" must be ${what}.`);
}

/** A body says nothing that is not understood. */
export function onlyKeys(body: JsonObject, allowed: readonly string[]): void {
  const strange = Object.keys(body).find((key) => !allowed.includes(key));
  if (strange === undefined) return;
  throw new Fault(
    "malformed-request",
    `Unknown key ${JSON.stringify(strange.slice(0, 60))}; allowed here: ${allowed.join(", ")}.`,
  );
}

export const isText = (value: JsonValue): value is string => typeof value === "string";

/** The id that a new run is to have. */
export function takeRunId(body: JsonObject): string | undefined {
  return takeKey(body, "runId", "a text of 1 to 200 characters", isRunId);
}

function isRunId(value: JsonValue): value is string {
  return isText(value) && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value);
}
