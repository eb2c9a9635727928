/**
 * WASI 0.2 for one untrusted guest, denying by default: it has what its ports give and nothing else. Made for the thread that
 * holds the guest, and for the import objects of a transpiled component (jco, instantiation mode):
 *
 * - keys are names of interfaces without versions; functions and methods are in camelCase, classes in PascalCase;
 * - `u64` is a bigint, `list<u8>` a fresh Uint8Array, `option` a value or undefined (null is taken too), `tuple` an array,
 *   a variant `{ tag, val }`, an enum its name, `result` as an argument or inside of another type `{ tag: "ok" | "err", val }`;
 * - a function whose result is a `result` returns the value of `ok`, or throws: the own property `payload` of what is thrown is the
 *   value of `err`; an Error without it passes through the guest as a trap. A thrown WebAssembly.RuntimeError is a trap always;
 * - `[Symbol.dispose]` is a drop; an owned argument is moved without one.
 *
 * What else that code does, and how a guest could use it, stands in `resource.ts`, `arguments.ts` and `lifting.ts`.
 *
 * After a trap or an exit the guest's instance must be discarded, and this with it.
 */
import { createEnvironment, createExit, createOutput, createStdin, createTerminal, createTerminalOf } from "./cli.ts";
import { createMonotonicClock, createTimezone, createWallClock } from "./clocks.ts";
import { createFilesystem, createIncomingHandler, createPreopens, createSockets } from "./denied.ts";
import { createHttp } from "./http/http.ts";
import { createPoll } from "./poll.ts";
import type { WasiPorts } from "./ports.ts";
import { createInsecureRandom, createInsecureSeed, createRandom } from "./random.ts";
import { createStreams } from "./streams.ts";
import { World } from "./world.ts";

/** Import objects by interface, for a component's instantiation. */
export type WasiImports = { readonly [interfaceName: string]: object };

/**
 * The interfaces that are named, with or without versions; names that are not of WASI are passed over. Each call gives a
 * world of its own: handles of one are worth nothing in another.
 */
export function createWasi(ports: WasiPorts, interfaces: Iterable<string>): WasiImports {
  return createWasiIn(new World(ports), interfaces);
}

/** The same, with a view of what the guest holds. */
export function createWasiIn(world: World, interfaces: Iterable<string>): WasiImports {
  const parts = partsOf(world);
  const imports: Record<string, object> = Object.create(null);
  for (const written of interfaces) {
    const name = written.replace(/@.*$/s, "");
    const make = parts.get(name);
    if (make && !(name in imports)) imports[name] = make();
  }
  return imports;
}

function partsOf(world: World): ReadonlyMap<string, () => object> {
  // Shared classes are made once; the larger parts only if something asks for them.
  const poll = createPoll(world);
  const streams = createStreams(world, poll);
  const http = once(() => createHttp(world, poll, streams));
  const sockets = once(() => createSockets(world));
  const socket = (name: string): [string, () => object] => [
    `wasi:sockets/${name}`,
    () => (sockets()[name] as () => object)(),
  ];
  const terminals = (name: "TerminalInput" | "TerminalOutput"): (() => object) =>
    once(() => createTerminal(world, name));
  return new Map<string, () => object>([
    ["wasi:io/error", () => streams.errorInterface],
    ["wasi:io/poll", () => poll.interface],
    ["wasi:io/streams", () => streams.interface],
    ["wasi:clocks/monotonic-clock", () => createMonotonicClock(world, poll)],
    ["wasi:clocks/wall-clock", () => createWallClock(world)],
    ["wasi:clocks/timezone", () => createTimezone(world)],
    ["wasi:random/random", () => createRandom(world)],
    ["wasi:random/insecure", () => createInsecureRandom(world)],
    ["wasi:random/insecure-seed", () => createInsecureSeed(world)],
    ["wasi:cli/stdout", () => createOutput(world, streams, "stdout")],
    ["wasi:cli/stderr", () => createOutput(world, streams, "stderr")],
    ["wasi:cli/stdin", () => createStdin(world, streams)],
    ["wasi:cli/environment", () => createEnvironment(world)],
    ["wasi:cli/exit", () => createExit(world)],
    ["wasi:cli/terminal-input", terminals("TerminalInput")],
    ["wasi:cli/terminal-output", terminals("TerminalOutput")],
    ["wasi:cli/terminal-stdin", () => createTerminalOf(world, "Stdin")],
    ["wasi:cli/terminal-stdout", () => createTerminalOf(world, "Stdout")],
    ["wasi:cli/terminal-stderr", () => createTerminalOf(world, "Stderr")],
    ["wasi:filesystem/preopens", () => createPreopens(world)],
    ["wasi:filesystem/types", () => createFilesystem(world)],
    ["wasi:http/types", () => http().types],
    ["wasi:http/outgoing-handler", () => http().handler],
    ["wasi:http/incoming-handler", () => createIncomingHandler(world)],
    ...["network", "instance-network", "ip-name-lookup", "tcp", "tcp-create-socket", "udp", "udp-create-socket"].map(
      socket,
    ),
  ]);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
