/** A bucket of tokens for each client, filled again as time passes. */
interface Bucket {
  tokens: number;
  at: number;
}

/** Clients that are remembered; the one that has asked longest ago is forgotten, and starts anew. */
const MOST_CLIENTS = 10_000;

export class RateLimiter {
  readonly #rate: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `rate`: requests a second. `burst`: requests that may come at once. */
  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#burst = burst;
  }

  /** Takes one request of a client in. 0, or the seconds after which it may ask again. `now` is in milliseconds. */
  take(client: string, now: number): number {
    const bucket = this.#buckets.get(client) ?? { tokens: this.#burst, at: now };
    // Those that ask stand last: the first in the map has asked longest ago.
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    if (this.#buckets.size > MOST_CLIENTS)
      for (const first of this.#buckets.keys()) {
        this.#buckets.delete(first);
        break;
      }
    bucket.tokens = Math.min(this.#burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * this.#rate);
    bucket.at = now;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / this.#rate));
  }
}
