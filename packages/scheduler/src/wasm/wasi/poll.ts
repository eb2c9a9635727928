/** `wasi:io/poll`: waiting, for time and for the host. */
import { listOf } from "./arguments.ts";
import { defineInterface, defineResource, type Resource } from "./resource.ts";
import { invalidUse, limitReached, type World } from "./world.ts";

/** What a pollable stands for. */
export interface Waitable {
  ready(): boolean;
  /** The instant in the clock's nanoseconds at which it is ready by itself. */
  readonly at?: bigint;
  /** Whether something that the host does may make it ready. One that is neither ready nor this nor timed never will be. */
  awaitsHost?(): boolean;
}

/** Streams are in memory, both ways: none ever waits. */
export const ALWAYS_READY: Waitable = { ready: () => true };

/** As far as a timeout of Node reaches; waking up early is no harm. */
const MAX_BLOCK_MS = 2 ** 31 - 1;

export interface Poll {
  readonly Pollable: Resource<Waitable>;
  readonly interface: object;
  /** A pollable for the guest that is ready at an instant of the clock. */
  readonly at: (instant: bigint) => object;
}

export function createPoll(world: World): Poll {
  const Pollable = defineResource<Waitable>(world, "pollable", {
    methods: {
      ready: (waitable) => waitable.ready(),
      block: (waitable) => void waitForAny(world, [waitable]),
    },
  });

  const poll = (given: unknown): number[] => {
    const list = listOf(given);
    if (list.length === 0) invalidUse("poll takes at least one pollable");
    // A list may name the same pollable again, but no honest one is longer than what can be alive.
    if (list.length > world.ports.limits.maxResources) limitReached(`poll is given ${list.length} pollables`);
    return waitForAny(
      world,
      list.map((each) => Pollable.of(each)),
    );
  };

  return {
    Pollable,
    interface: defineInterface(world, { poll }, { Pollable }),
    at: (instant) => Pollable.make({ ready: () => world.clock.monotonicNs() >= instant, at: instant }),
  };
}

/** Blocks the thread until at least one is ready; gives the places of those that are. */
function waitForAny(world: World, waitables: readonly Waitable[]): number[] {
  for (;;) {
    const ready = waitables.flatMap((waitable, index) => (waitable.ready() ? [index] : []));
    if (ready.length > 0) return ready;
    const instants = waitables.flatMap(({ at }) => (at === undefined ? [] : [at]));
    if (instants.length === 0 && !waitables.some((waitable) => waitable.awaitsHost?.())) {
      invalidUse("it waits for what can never happen: nothing that it waits for is under way");
    }
    world.ports.block(instants.length === 0 ? undefined : millisecondsUntil(world, instants));
  }
}

function millisecondsUntil(world: World, instants: readonly bigint[]): number {
  const first = instants.reduce((least, instant) => (instant < least ? instant : least));
  const left = Number(first - world.clock.monotonicNs()) / 1e6;
  return Math.min(Math.max(left, 0), MAX_BLOCK_MS);
}
