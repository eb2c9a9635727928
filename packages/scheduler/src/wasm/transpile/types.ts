import type { TranspileThread } from "./thread.ts";
import type { BinaryRefusal } from "../binary/types.ts";

/** A component as the JavaScript engine runs it. */
export interface Transpiled {
  /** What it was made from and with what; the same key stands for the same content. Hexadecimal. */
  readonly key: string;
  /** The text of an ES module that imports nothing and exports `instantiate(getCoreModule, imports, instantiateCore?)`. */
  readonly source: string;
  /** Core modules by the names that `source` asks `getCoreModule` for. */
  readonly modules: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Keys that `source` looks up in the imports it is given, without versions. */
  readonly imports: readonly string[];
  readonly exports: readonly TranspiledExport[];
  /** Whether it was found in the cache. */
  readonly cached: boolean;
}

export interface TranspiledExport {
  readonly name: string;
  readonly kind: "function" | "instance";
}

export type TranspileResult =
  | { readonly ok: true; readonly transpiled: Transpiled; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: TranspileRefusal };

export interface TranspileRefusal extends BinaryRefusal {
  /** What the transpiler said, or how it ended. */
  readonly cause?: unknown;
}

export interface TranspileOptions {
  /** Where results are kept; without one, `cacheFolder()`. `null` keeps none. */
  readonly cacheFolder?: string | null;
  /** How much the folder may hold, all entries together; 512 MiB unless said. */
  readonly cacheBytes?: number;
  /** Of the transpiler alone; 30 000 unless said. */
  readonly timeoutMs?: number;
  /** Called once the transpiler has been asked: whatever can be done while it works. */
  readonly meanwhile?: () => void;
  /** Started for this component alone; whoever started it ends it where it was not asked. */
  readonly thread?: TranspileThread;
}
