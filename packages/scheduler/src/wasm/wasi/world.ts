/** What one guest holds of the host, and whether it has ended: the state behind every function of its WASI. */
import { Failure } from "./failure.ts";
import { refillLifting } from "./lifting.ts";
import { WasiTrap, type DeniedKind, type WasiClock, type WasiPorts } from "./ports.ts";

const MAX_NOTES = 64;
const MAX_NOTE_CHARS = 200;

/**
 * Invariants:
 * 1. Once something other than a `Failure` was thrown into the guest, nothing works any more: `enter` throws it again.
 * 2. `#resources` and `#held` are what is alive; they go down exactly once for each thing.
 */
export class World {
  readonly ports: WasiPorts;
  readonly clock: WasiClock;
  #ended: { readonly reason: unknown } | undefined;
  #resources = 0;
  #held = 0;
  readonly #notes = new Set<string>();

  constructor(ports: WasiPorts) {
    this.ports = ports;
    this.clock = ports.clock ?? machineClock();
  }

  /** Every function of the guest's WASI, and every constructor, runs inside of this. */
  enter<T>(body: () => T): T {
    if (this.#ended) throw this.#ended.reason;
    refillLifting();
    try {
      return body();
    } catch (error) {
      if (error instanceof Failure) throw error;
      this.#ended = { reason: error };
      this.ports.trapped?.(error);
      throw error;
    }
  }

  opened(): void {
    const { maxResources } = this.ports.limits;
    if (this.#resources >= maxResources) limitReached(`more than ${maxResources} resources of WASI are alive at once`);
    this.#resources += 1;
  }

  closed(): void {
    this.#resources -= 1;
  }

  /** `bytes` may be negative: given back. */
  hold(bytes: number): void {
    const { maxHeldBytes } = this.ports.limits;
    if (bytes > 0 && this.#held + bytes > maxHeldBytes)
      limitReached(`WASI holds more than ${maxHeldBytes} bytes for it`);
    this.#held += bytes;
  }

  /** What is alive. */
  get holding(): { readonly resources: number; readonly bytes: number } {
    return { resources: this.#resources, bytes: this.#held };
  }

  /** Notes the use of a denied capability, once for each different one. */
  deny(kind: DeniedKind, what: string): void {
    const text = printable(what);
    const key = `${kind} ${text}`;
    if (this.#notes.has(key) || this.#notes.size >= MAX_NOTES) return;
    this.#notes.add(key);
    this.ports.denied(kind, text);
  }
}

/** Bytes held for one thing: what `set` says last, until `free`. */
export class Charge {
  readonly #world: World;
  #bytes = 0;

  constructor(world: World, bytes = 0) {
    this.#world = world;
    this.set(bytes);
  }

  set(bytes: number): void {
    this.#world.hold(bytes - this.#bytes);
    this.#bytes = bytes;
  }

  free(): void {
    this.set(0);
  }
}

export function limitReached(message: string): never {
  throw new WasiTrap("limit-reached", message);
}

export function invalidUse(message: string): never {
  throw new WasiTrap("invalid-use", message);
}

function printable(text: string): string {
  const short = text.length > MAX_NOTE_CHARS ? `${text.slice(0, MAX_NOTE_CHARS)}…` : text;
  return short.replace(/[^\x20-\x7e…]/g, "?");
}

/** Counts from when the guest came to life: how long the machine has been up is nobody's business. */
function machineClock(): WasiClock {
  const origin = process.hrtime.bigint();
  return { monotonicNs: () => process.hrtime.bigint() - origin, wallMs: () => Date.now() };
}
