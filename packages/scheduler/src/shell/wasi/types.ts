/** The resources of WASI 0.2 that the component holds, as far as it uses them. What a function throws carries the error as `payload`. */
export interface Pollable {
  block(): void;
}

export interface InputStream {
  /** Throws `{ tag: "closed" }` at the end. */
  blockingRead(length: bigint): Uint8Array;
}

export interface OutputStream {
  /** At most 4096 bytes at once. */
  blockingWriteAndFlush(bytes: Uint8Array): void;
}

export interface Descriptor {
  openAt(
    path: { readonly symlinkFollow?: boolean },
    name: string,
    open: { readonly create?: boolean },
    mode: { readonly read?: boolean },
  ): Descriptor;
  /** What was read, and whether the end was reached. */
  read(length: bigint, offset: bigint): readonly [Uint8Array, boolean];
}

/** Gives a resource back before its collector comes round: some hosts refuse to drop a parent whose children are held. */
export function drop(resource: object): void {
  const dispose: unknown = Reflect.get(resource, Symbol.dispose);
  if (typeof dispose === "function") dispose.call(resource);
}
