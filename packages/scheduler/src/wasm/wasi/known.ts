/**
 * How a guest is treated when it imports an interface of WASI:
 *
 * - `always`: works for everyone (clocks, randomness, streams, stdout and stderr into the log);
 * - `empty`: works, and there is nothing in it (no arguments, no files, a closed stdin; exit ends the call);
 * - `grant`: works as far as the operator's policy allows;
 * - `denied`: loads, and every use gives the interface's own error for "not allowed".
 */
export type WasiClass = "always" | "empty" | "grant" | "denied";

/**
 * The interfaces of WASI 0.2 that a guest may import, without their version. An import that is not here refuses the load.
 * `wasi:cli/environment` is `empty` but for the variables that are granted.
 */
export const KNOWN_WASI: ReadonlyMap<string, WasiClass> = new Map([
  ["wasi:io/error", "always"],
  ["wasi:io/poll", "always"],
  ["wasi:io/streams", "always"],
  ["wasi:clocks/monotonic-clock", "always"],
  ["wasi:clocks/wall-clock", "always"],
  ["wasi:clocks/timezone", "always"],
  ["wasi:random/random", "always"],
  ["wasi:random/insecure", "always"],
  ["wasi:random/insecure-seed", "always"],
  ["wasi:cli/stdout", "always"],
  ["wasi:cli/stderr", "always"],
  ["wasi:cli/environment", "empty"],
  ["wasi:cli/exit", "empty"],
  ["wasi:cli/stdin", "empty"],
  ["wasi:cli/terminal-input", "empty"],
  ["wasi:cli/terminal-output", "empty"],
  ["wasi:cli/terminal-stdin", "empty"],
  ["wasi:cli/terminal-stdout", "empty"],
  ["wasi:cli/terminal-stderr", "empty"],
  ["wasi:filesystem/preopens", "empty"],
  ["wasi:http/types", "grant"],
  ["wasi:http/outgoing-handler", "grant"],
  ["wasi:http/incoming-handler", "denied"],
  ["wasi:filesystem/types", "denied"],
  ["wasi:sockets/network", "denied"],
  ["wasi:sockets/instance-network", "denied"],
  ["wasi:sockets/ip-name-lookup", "denied"],
  ["wasi:sockets/tcp", "denied"],
  ["wasi:sockets/tcp-create-socket", "denied"],
  ["wasi:sockets/udp", "denied"],
  ["wasi:sockets/udp-create-socket", "denied"],
] as const);

/** Whether an import's name, with or without a version, is one that is known: `wasi:io/streams@0.2.6`. Only 0.2 is. */
export function knownWasi(name: string): WasiClass | undefined {
  const at = name.indexOf("@");
  if (at < 0) return KNOWN_WASI.get(name);
  return /^0\.2\.[0-9]{1,6}$/.test(name.slice(at + 1)) ? KNOWN_WASI.get(name.slice(0, at)) : undefined;
}
