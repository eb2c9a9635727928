import type { Expression } from "@scheduler-components/executor";

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

export type ResponseFormat = "auto" | "json" | "text" | "base64";

/** What `expect` asks for. Empty lists ask for nothing. */
export interface Expectation {
  readonly status: readonly StatusRange[];
  readonly headers: readonly HeaderExpectation[];
  readonly condition: Expression | undefined;
}

/** Inclusive: `200` is 200–200, `2xx` is 200–299. */
export interface StatusRange {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface HeaderExpectation {
  readonly name: string;
  readonly equals: string | undefined;
  readonly contains: string | undefined;
  readonly present: boolean;
}

/** What `retry_on` lists; it replaces the default rules. */
export interface RetryRules {
  readonly status: readonly StatusRange[];
  readonly errors: readonly string[];
}

/** One exchange as it goes out; a redirect makes another. */
export interface Outgoing {
  /** One of `HttpMethod` for a call; any token for a client's request. */
  readonly method: string;
  readonly url: URL;
  /** Name, value, name, value…; names in lower case. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | null;
}

/** The parameters of a call, understood. */
export interface HttpRequest extends Outgoing {
  /** Doing it twice does no more than doing it once: by its method, or since it carries an idempotency key. */
  readonly idempotent: boolean;
  /** How many redirects are followed; With 0 any redirect is an error; `manual` gives it as the response. */
  readonly followRedirects: number;
  readonly redirectMode: "follow" | "manual";
  readonly responseFormat: ResponseFormat;
  /** Of the response's body, as sent and decompressed. */
  readonly maxBytes: number;
  /** Of the whole exchange, redirects included. */
  readonly timeoutMs: number | undefined;
  readonly expect: Expectation | undefined;
  readonly retryOn: RetryRules | undefined;
  /** Paths into the output whose values are secret, and headers whose values are, in both directions. */
  readonly redactPaths: readonly (readonly string[])[];
  readonly redactHeaders: readonly string[];
  /** Values that must not be printed; told to the context before anything is sent. */
  readonly secrets: readonly string[];
}
