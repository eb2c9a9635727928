/** Who may ask for what: bearer tokens, each with a scope. */
import { createHash, timingSafeEqual } from "node:crypto";

/** `operate` may do all that `read` may. */
export type Scope = "read" | "operate";

export const SCOPES: readonly Scope[] = ["read", "operate"];

/** Shorter ones can be guessed. */
export const SHORTEST_TOKEN = 16;

export interface Token {
  /** For the log; never the secret. */
  readonly name: string;
  readonly scope: Scope;
  readonly secret: string;
}

export class Tokens {
  readonly #known: readonly { readonly token: Token; readonly hash: Buffer }[];

  constructor(tokens: readonly Token[]) {
    this.#known = tokens.map((token) => ({ token, hash: digest(token.secret) }));
  }

  get any(): boolean {
    return this.#known.length > 0;
  }

  /** The token of an `Authorization` header. Takes as long whichever it is, and whether it is one. */
  find(header: string | undefined): Token | undefined {
    const given = /^Bearer +([\x21-\x7e]{1,1024})$/i.exec(header ?? "")?.[1];
    if (given === undefined) return undefined;
    const hash = digest(given);
    let found: Token | undefined;
    for (const { token, hash: known } of this.#known) if (timingSafeEqual(hash, known)) found = token;
    return found;
  }
}

export function allows(token: Token, scope: Scope): boolean {
  return token.scope === "operate" || token.scope === scope;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
