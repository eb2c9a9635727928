/** A guest's side of its imports, called as the transpiled code calls them. */
import { Failure } from "../../../src/wasm/wasi/failure.ts";
import { KNOWN_WASI } from "../../../src/wasm/wasi/known.ts";
import { WasiTrap } from "../../../src/wasm/wasi/ports.ts";
import { createWasiIn } from "../../../src/wasm/wasi/wasi.ts";
import { World } from "../../../src/wasm/wasi/world.ts";
import { recordingPorts, type PortsOptions, type RecordingPorts } from "./ports.ts";

export type Call = <T = Handle>(...args: unknown[]) => T;
export type Handle = { readonly [method: string]: Call };
export type Class = Handle & (new (...args: unknown[]) => Handle);

export interface Guest {
  readonly ports: RecordingPorts;
  readonly world: World;
  /** A function: `wasi:io/poll` `poll`. */
  call<T = Handle>(interfaceName: string, name: string, ...args: unknown[]): T;
  classOf(interfaceName: string, name: string): Class;
}

export function guest(options: PortsOptions = {}): Guest {
  const ports = recordingPorts(options);
  const world = new World(ports);
  const imports = createWasiIn(world, KNOWN_WASI.keys());
  const member = (interfaceName: string, name: string): unknown =>
    (imports[interfaceName] as Record<string, unknown>)[name];
  return {
    ports,
    world,
    call: (interfaceName, name, ...args) => (member(interfaceName, name) as Call)(...args),
    classOf: (interfaceName, name) => member(interfaceName, name) as Class,
  };
}

export function drop(...handles: Handle[]): void {
  for (const handle of handles) (handle as unknown as Disposable)[Symbol.dispose]();
}

/** What jco makes of a handle that is not in its table. */
export function forged(Class: Class): Handle {
  return Object.create(Class.prototype as object) as Handle;
}

/** How a call ends: as the guest sees it. */
export function endOf(body: () => unknown): { ok: unknown } | { err: unknown } | { trap: string } {
  try {
    return { ok: body() };
  } catch (error) {
    if (error instanceof Failure) return { err: error.payload };
    return { trap: error instanceof WasiTrap ? error.code : String(error) };
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (given: unknown): string => new TextDecoder().decode(given as Uint8Array);
