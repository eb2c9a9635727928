/**
 * HTTP for a contained component: what it asks for by `client` or `wasi:http`, under the operator's grants.
 *
 * A secret that was granted is written `$secret{NAME}` in a header's value. The host puts the value in, for origins that are
 * granted alone and never across a redirect to another; where it comes back in a response, it is the placeholder again. That is looked
 * for in what is readable: the answer to a request with a secret is asked for and decoded by the host, whatever encoding the guest
 * would have had, and the usual forms of the value are found too.
 */
import type { ClientResponse, HttpClient, HttpOptions } from "@scheduler-components/actions-http";
import { secretForms } from "@scheduler-components/core";
import type { Grants } from "../../policy/grants.ts";
import { allowFlag } from "../../policy/grants.ts";
import { normalOrigin, originCovers } from "../../policy/capability.ts";
import type { HttpQuestion, Reply } from "../protocol.ts";
import type { Pending } from "./pending.ts";

export interface GuestHttpOptions {
  /** The component's id, for messages. */
  readonly id: string;
  readonly grants: Grants;
  /** Values of the secrets in `grants.secrets`. */
  readonly secrets: { readonly [name: string]: string };
  /** What the client is made with; the allow list is the grants'. */
  readonly http: HttpOptions;
}

/** How a secret is written by a component that must not know it. */
export function secretPlaceholder(name: string): string {
  return `$secret{${name}}`;
}

const PLACEHOLDER = /\$secret\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Shorter ones stand in any text. */
const MIN_FORM = 4;

export class GuestHttp {
  readonly #options: GuestHttpOptions;
  readonly #forms = new Map<string, readonly string[]>();
  #client: Promise<HttpClient> | undefined;

  constructor(options: GuestHttpOptions) {
    this.#options = options;
  }

  /** `redirect`: whether redirects are followed here, or given to the guest. */
  async send(
    pending: Pending,
    question: HttpQuestion,
    redirect: "follow" | "manual",
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    const { id, grants } = this.#options;
    const origin = URL.canParse(question.url) ? normalOrigin(new URL(question.url).origin) : undefined;
    if (origin !== undefined && !grants.http.some((granted) => originCovers(granted, origin))) {
      return refuse(pending, id, "http", origin, "denied-origin", `may not reach ${origin}`);
    }
    pending.bytesOut += question.body?.byteLength ?? 0;
    if (pending.bytesOut > grants.limits.bytes_out)
      return limited("bytes_out", `The requests of the call hold more than ${grants.limits.bytes_out} bytes.`);
    const used = new Set<string>();
    const secretHeaders: string[] = [];
    const headers: { name: string; value: string }[] = [];
    for (const { name, value } of question.headers) {
      const filled = this.#fill(pending, value, used);
      if (typeof filled !== "string") return filled;
      if (filled !== value) secretHeaders.push(name.toLowerCase());
      headers.push({ name, value: filled });
    }
    const decoded = redirect === "follow" || used.size > 0;
    // What the host cannot read it could not hide the secret in.
    const sentHeaders =
      used.size === 0 ? headers : headers.filter(({ name }) => name.toLowerCase() !== "accept-encoding");
    const client = await this.#clientOf();
    const { method, url, body, timeoutMs } = question;
    const most = grants.limits.bytes_in;
    const left = most - pending.bytesIn;
    let taken = 0;
    // All that its requests get at the same time counts, as it comes.
    const takes = (bytes: number): boolean => {
      taken += bytes;
      pending.bytesIn += bytes;
      return pending.bytesIn <= most;
    };
    const sent = await client.send(
      {
        method,
        url,
        headers: sentHeaders,
        ...(body === undefined ? {} : { body }),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
      },
      signal,
      { redirect, maxResponseBytes: left, takes, secretHeaders, decompress: decoded },
    );
    if (!sent.ok) {
      const { code } = sent.error;
      // A redirect, or an address: the policy's own message names what would allow it.
      if (code.startsWith("denied-"))
        pending.deny({ kind: "http", what: origin ?? url, message: this.#hide(sent.error.message, used) });
      if (sent.error.code === "response-too-large")
        return limited("bytes_in", `The responses of the call hold more than ${most} bytes.`);
      return { ok: false, http: { ...sent.error, message: this.#hide(sent.error.message, used) } };
    }
    // Decompressed it may be more.
    pending.bytesIn += Math.max(0, sent.response.body.byteLength - taken);
    if (pending.bytesIn > most) return limited("bytes_in", `The responses of the call hold more than ${most} bytes.`);
    return { ok: true, value: used.size === 0 ? sent.response : this.#withoutSecrets(sent.response, used) };
  }

  async close(): Promise<void> {
    const client = await this.#client;
    this.#client = undefined;
    await client?.close();
  }

  #clientOf(): Promise<HttpClient> {
    return (this.#client ??= import("@scheduler-components/actions-http").then(({ createHttpClient }) => {
      const { id, grants, http } = this.#options;
      const policy = { ...http.policy, allow: grants.http, component: id };
      return createHttpClient({ ...http, policy, maxRequestBytes: grants.limits.bytes_out });
    }));
  }

  /** A header's value with its secrets in place, or why it may not be sent. */
  #fill(pending: Pending, value: string, used: Set<string>): string | Reply {
    if (!value.includes("$secret{")) return value;
    const { id, grants, secrets } = this.#options;
    let denied: string | undefined;
    const filled = value.replace(PLACEHOLDER, (whole, name: string) => {
      const secret = grants.secrets.includes(name) && Object.hasOwn(secrets, name) ? secrets[name] : undefined;
      if (secret === undefined) denied ??= name;
      else used.add(name);
      return secret ?? whole;
    });
    if (denied === undefined) return filled;
    return refuse(pending, id, "secrets", denied, "denied-secret", `may not use the secret ${denied}`);
  }

  #hide(text: string, used: ReadonlySet<string>): string {
    let hidden = text;
    for (const name of used)
      for (const form of this.#formsOf(name)) hidden = hidden.replaceAll(form, secretPlaceholder(name));
    return hidden;
  }

  /** The secret as it is, and as it is usually written elsewhere; longer ones first, since one may hold another. */
  #formsOf(name: string): readonly string[] {
    const secret = this.#options.secrets[name] ?? "";
    let forms = this.#forms.get(name);
    if (forms === undefined) {
      forms = [...secretForms(secret)]
        .filter((form) => form !== "" && (form === secret || form.length >= MIN_FORM))
        .toSorted((a, b) => b.length - a.length);
      this.#forms.set(name, forms);
    }
    return forms;
  }

  /** A server may send back what it was sent. */
  #withoutSecrets(response: ClientResponse, used: ReadonlySet<string>): ClientResponse {
    let body: Uint8Array = response.body;
    for (const name of used)
      for (const form of this.#formsOf(name)) body = replaceBytes(body, form, secretPlaceholder(name));
    const headers = response.headers.map(({ name, value }) => ({ name, value: this.#hide(value, used) }));
    return { ...response, headers, body };
  }
}

/** The guest gets an error of its interface; what was denied goes into the trace too. */
function refuse(
  pending: Pending,
  id: string,
  kind: "http" | "secrets",
  value: string,
  code: string,
  what: string,
): Reply {
  pending.deny({ kind, what: value, value });
  const message = `The component "${id}" ${what}. To allow it: ${allowFlag(id, kind, value)}`;
  return { ok: false, http: { code, message, retryable: false } };
}

function limited(limit: "bytes_in" | "bytes_out", message: string): Reply {
  return { ok: false, fault: { kind: "limit", limit, message, causes: [] } };
}

function replaceBytes(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (from === "" || !buffer.includes(from)) return bytes;
  return Buffer.from(buffer.toString("latin1").replaceAll(Buffer.from(from).toString("latin1"), to), "latin1");
}
