/** What a guest's request is made of, checked: method, scheme, authority and path. */
import { optionOf, textOf, variantOf } from "../arguments.ts";
import { fail } from "../failure.ts";
import type { ErrorCode } from "./error-code.ts";
import { isToken } from "./fields.ts";

const METHODS = new Set(["get", "head", "post", "put", "delete", "connect", "options", "trace", "patch"]);
const MAX_METHOD_CHARS = 64;
const MAX_AUTHORITY_CHARS = 512;
const MAX_PATH_CHARS = 16 * 1024;

/** A variant `method` or `scheme`, made anew. */
export interface Case {
  readonly tag: string;
  readonly val?: string;
}

export function methodOf(value: unknown): Case {
  const { tag, val } = variantOf(value);
  if (METHODS.has(tag)) return { tag };
  const other = tag === "other" ? textOf(val) : fail();
  return other.length <= MAX_METHOD_CHARS && isToken(other) ? { tag, val: other } : fail();
}

export function schemeOf(value: unknown): Case | undefined {
  const given = optionOf(value, variantOf);
  if (!given) return undefined;
  if (given.tag === "HTTP" || given.tag === "HTTPS") return { tag: given.tag };
  const other = given.tag === "other" ? textOf(given.val) : fail();
  return /^[A-Za-z][A-Za-z0-9+.-]{0,31}$/.test(other) ? { tag: "other", val: other } : fail();
}

/** `host`, `host:port` or `[address]:port`. No user info: it would make one host look like another. */
export function authorityOf(value: unknown): string | undefined {
  const text = optionOf(value, textOf);
  if (text === undefined) return undefined;
  const fits =
    text.length <= MAX_AUTHORITY_CHARS && /^(\[[0-9A-Fa-f:.]+\]|[^\s/\\?#@:[\]%]+)(:[0-9]{1,5})?$/.test(text);
  return fits && URL.canParse(`http://${text}/`) ? text : fail();
}

/** Starts with `/` or `?`, or is empty; visible ASCII without a fragment. */
export function pathOf(value: unknown): string | undefined {
  const text = optionOf(value, textOf);
  if (text === undefined) return undefined;
  return text.length <= MAX_PATH_CHARS && /^([/?][\x21\x22\x24-\x7e]*)?$/.test(text) ? text : fail();
}

export type Target =
  | { readonly method: string; readonly url: string; readonly error?: undefined }
  | { readonly error: ErrorCode };

/** The one URL that the policy and the transport both see. */
export function targetOf(
  method: Case,
  scheme: Case | undefined,
  authority: string | undefined,
  path: string | undefined,
): Target {
  const name = method.val ?? method.tag.toUpperCase();
  // A tunnel is a socket.
  if (name.toUpperCase() === "CONNECT") return { error: { tag: "HTTP-request-method-invalid" } };
  const protocol =
    scheme === undefined ? "https" : scheme.tag === "other" ? scheme.val?.toLowerCase() : scheme.tag.toLowerCase();
  if ((protocol !== "http" && protocol !== "https") || authority === undefined) {
    return { error: { tag: "HTTP-request-URI-invalid" } };
  }
  const base = new URL(`${protocol}://${authority}/`);
  const text = `${protocol}://${authority}${path ?? ""}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.origin !== base.origin) return { error: { tag: "HTTP-request-URI-invalid" } };
  return { method: name, url: url.href };
}
