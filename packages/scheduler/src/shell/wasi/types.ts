/** The resources of WASI 0.2 that the component holds, as far as it uses them. What a function throws carries the error as `payload`. */
import type * as files from "../../generated/wasi-filesystem-types.d.ts";
import type * as streams from "../../generated/wasi-io-streams.d.ts";

/** `blockingRead` throws `{ tag: "closed" }` at the end. */
export type InputStream = Pick<streams.InputStream, "blockingRead">;
/** At most 4096 bytes at once. */
export type OutputStream = Pick<streams.OutputStream, "blockingWriteAndFlush">;
export type Descriptor = Pick<files.Descriptor, "read"> & {
  openAt(...parameters: Parameters<files.Descriptor["openAt"]>): Descriptor;
};

/** Gives a resource back before its collector comes round: some hosts refuse to drop a parent whose children are held. */
export function drop(resource: object): void {
  const dispose: unknown = Reflect.get(resource, Symbol.dispose);
  if (typeof dispose === "function") dispose.call(resource);
}
