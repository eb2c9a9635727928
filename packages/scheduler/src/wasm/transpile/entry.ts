/** How a transpiled component lies in the cache: a line of JSON with names and sizes, then the text, then the modules. */
import type { Generated } from "./protocol.ts";

/** Part of the key: raised when the layout changes, or what is done with what the transpiler made. */
export const ENTRY_FORMAT = 3;

interface Head {
  readonly imports: Generated["imports"];
  readonly exports: Generated["exports"];
  readonly source: number;
  readonly modules: readonly (readonly [name: string, size: number])[];
}

export function encodeEntry({ source, modules, imports, exports }: Generated): Uint8Array[] {
  const text = Buffer.from(source);
  const sizes = modules.map(([name, bytes]) => [name, bytes.length] as const);
  const head: Head = { imports, exports, source: text.length, modules: sizes };
  return [Buffer.from(`${JSON.stringify(head)}\n`), text, ...modules.map(([, bytes]) => bytes)];
}

/** The bytes are those that `encodeEntry` made: their digest says so, and the key that they are of this format. */
export function decodeEntry(bytes: Buffer): Generated {
  const end = bytes.indexOf("\n");
  const { imports, exports, source, modules }: Head = JSON.parse(bytes.toString("utf8", 0, end));
  let at = end + 1 + source;
  return {
    imports,
    exports,
    source: bytes.toString("utf8", end + 1, at),
    modules: modules.map(([name, size]) => {
      // A copy of its own: a view would take all of the entry along when it is sent to a thread.
      const module = new Uint8Array(size);
      bytes.copy(module, 0, at, (at += size));
      return [name, module];
    }),
  };
}
