import type { HttpPolicy } from "./policy/policy.ts";

/** An address that a name resolved to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Which proxy a request goes through; URLs such as `http://user:password@proxy:3128`. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  /** As `NO_PROXY`: hosts and their subdomains, `host:port`, addresses, ranges, or `*`. */
  readonly no?: readonly string[];
}

export interface HttpOptions {
  /** Where requests may go. Default: anywhere but link-local and cloud-metadata addresses. */
  readonly policy?: HttpPolicy;
  /** `environment` (default) reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in either case; `none` uses no proxy. */
  readonly proxy?: "environment" | "none" | ProxySettings;
  /** Certificates (PEM) trusted beside those that Node trusts. `NODE_EXTRA_CA_CERTS` works without this. */
  readonly ca?: string | readonly string[];
  /** The address that connections leave from. */
  readonly localAddress?: string;
  /** HTTP/2 where the server offers it. Default true. */
  readonly http2?: boolean;
  /** At most so many connections to one origin; more requests wait. Default 128. */
  readonly connectionsPerOrigin?: number;
  /** Origins whose connections are kept; the one that was not used for longest goes first. Default 256. */
  readonly maxOrigins?: number;
  /** Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** From the request to the response's headers. Default 300 000; 0 is no limit. */
  readonly headersTimeoutMs?: number;
  /** Between two pieces of the response's body. Default 300 000; 0 is no limit. */
  readonly bodyTimeoutMs?: number;
  /** The largest body that is sent. Default 64 MiB. */
  readonly maxRequestBytes?: number;
  /** The most that `response.max_bytes` may ask for. Default 64 MiB. */
  readonly maxResponseBytes?: number;
  /**
   * Reads a file of a multipart body; `path` is relative, without `..`. The host confines it to the scenario's folder, symbolic
   * links included. Default: none, and bodies with a `path` are refused.
   */
  readonly readFile?: (path: string) => Promise<Uint8Array>;
  /** Resolves a name to all its addresses. Default: the system's resolver. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Where the proxy is read from. Default `process.env`. */
  readonly environment?: { readonly [name: string]: string | undefined };
}

/** The limits that are no options: each bounds what one request may cost. */
export const LIMITS = {
  /** Bytes of a body, sent or received, unless the options say otherwise: 64 MiB. */
  maxBodyBytes: 67_108_864,
  /** Bytes of a response, as sent and decompressed, unless `response.max_bytes` says otherwise. */
  responseBytes: 10_000_000,
  /** Redirects followed unless `redirect.limit` says otherwise. */
  redirects: 10,
  /** The largest `redirect.limit`. */
  maxRedirects: 50,
  /** Bytes of the body of a redirect that is followed; it is thrown away. */
  redirectBodyBytes: 65_536,
  /** Content encodings on top of each other. */
  contentEncodings: 3,
  /** How deep JSON in a response may be nested. */
  jsonDepth: 500,
  /** The longest wait that `Retry-After` can ask for, in milliseconds: one day. */
  retryAfterMs: 86_400_000,
  /** Conditions of `expect` kept compiled. */
  conditions: 256,
  /** Media types whose kind is kept. */
  mediaTypes: 64,
} as const;
