import type { Action, JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import { METHODS } from "../manifest/manifest.ts";
import type { RequestPlatform } from "../platform/platform.ts";
import { readWithBody } from "../request/read.ts";
import type { HttpOutput } from "./judge.ts";
import { redactResponse } from "./secrets.ts";

/** What a request without a body needs of its platform. */
const WITHOUT_BODY: RequestPlatform = { acceptEncoding: "identity", fromBase64: bodyless, boundary: bodyless };

function bodyless(): never {
  throw new Error("There is no body to write.");
}

/**
 * What the component would have told its context not to print of an action and its output. For those who reach the component through
 * `do-http-action`, which has no context to tell. Nothing for parameters that the component refuses.
 */
export function httpRedactions(action: Action, output: JsonValue | undefined): readonly string[] {
  const method = METHODS.get(action.call.slice(action.call.indexOf(".") + 1));
  const { parameters } = action;
  if (method === undefined || !isJsonObject(parameters)) return [];
  const most = Number.POSITIVE_INFINITY;
  // No secret comes from the body, and reading it may take files.
  const request = readWithBody(method, parameters, undefined, {
    readFile: undefined,
    maxRequestBytes: most,
    maxResponseBytes: most,
    platform: WITHOUT_BODY,
    idempotencyKey: () => "-",
  });
  if (request instanceof HttpFailure) return [];
  const found = [...request.secrets];
  if (isOutput(output)) redactResponse(request, output, { redact: (value) => void found.push(value) });
  return found;
}

function isOutput(value: JsonValue | undefined): value is HttpOutput {
  return isJsonObject(value) && isJsonObject(value["headers"]);
}
