/** A component's code, ready for threads: transpiled, its core modules compiled when first needed. */
import type { Manifest } from "@scheduler-components/core";
import type { ComponentLimits } from "../../policy/limits.ts";
import type { ThreadEvents } from "./thread-events.ts";
import { GuestThread } from "./thread.ts";
import { prepareWorker } from "./workers.ts";
import { faultError } from "./outcome.ts";
import type { GuestAnswer } from "../protocol.ts";

/** How long a component may take to be made and to describe itself, unless its own limit is shorter. */
const DESCRIBE_TIMEOUT_MS = 10_000;
/** A longer manifest is refused, in UTF-16 units. */
const MAX_MANIFEST_LENGTH = 4 * 1024 * 1024;

/** Where manifests are kept, by the component's content. */
export interface ManifestCache {
  readonly read: (sha256: string) => Promise<unknown>;
  readonly write: (sha256: string, manifest: unknown) => Promise<void>;
}

export interface CodeParts {
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** The module that the transpiler wrote. */
  readonly source: string;
  /** The interfaces that it asks for, without versions. */
  readonly imports: readonly string[];
  readonly modules: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** What bounds it while it describes itself. */
  readonly limits: ComponentLimits;
  readonly cache?: ManifestCache | undefined;
  /** The manifest of a component that does not describe itself. */
  readonly known?: (() => Promise<Manifest>) | undefined;
}

export class GuestCode {
  readonly sha256: string;
  readonly source: string;
  readonly imports: readonly string[];
  readonly #parts: CodeParts;
  #modules: Promise<ReadonlyMap<string, WebAssembly.Module>> | undefined;
  #manifest: Promise<Manifest> | undefined;

  constructor(parts: CodeParts) {
    this.sha256 = parts.sha256;
    this.source = parts.source;
    this.imports = parts.imports;
    this.#parts = parts;
  }

  /** Compiled once, for all threads. */
  modules(): Promise<ReadonlyMap<string, WebAssembly.Module>> {
    return (this.#modules ??= this.#compile());
  }

  /** What the component says it offers: asked once a content, without grants. It is not checked here. */
  manifest(id: string): Promise<Manifest> {
    return (this.#manifest ??= this.#parts.known?.() ?? this.#described(id));
  }

  async #compile(): Promise<ReadonlyMap<string, WebAssembly.Module>> {
    // Whoever compiles it will run it.
    prepareWorker();
    const compiled = await Promise.all(
      [...this.#parts.modules].map(async ([name, bytes]) => [name, await WebAssembly.compile(bytes)] as const),
    );
    return new Map(compiled);
  }

  async #described(id: string): Promise<Manifest> {
    const kept = await this.#parts.cache?.read(this.sha256);
    if (kept !== undefined) return kept as Manifest;
    const text = await this.#describe(id);
    let manifest: unknown;
    try {
      manifest = JSON.parse(text);
    } catch (cause) {
      throw new Error(`The component "${id}" describes itself with what is no JSON.`, { cause });
    }
    await this.#parts.cache?.write(this.sha256, manifest);
    return manifest as Manifest;
  }

  /** In a thread of its own, which has nothing but the bounds. */
  async #describe(id: string): Promise<string> {
    const modules = await this.modules();
    const { limits: granted } = this.#parts;
    const timeout = Math.min(granted.timeout, DESCRIBE_TIMEOUT_MS);
    const limits = { ...granted, timeout, output: MAX_MANIFEST_LENGTH };
    let started: (answer: GuestAnswer<undefined>) => void = () => {};
    const start = new Promise<GuestAnswer<undefined>>((resolve) => (started = resolve));
    const nothing = (): void => {};
    const events: ThreadEvents = {
      ready: (answer) => started(answer),
      ask: () => ({ ok: false, fault: { kind: "closed", message: "There is no call.", causes: [] } }),
      used: nothing,
      relieved: nothing,
      blocked: nothing,
      givenBack: nothing,
      retired: nothing,
      gone: nothing,
    };
    const { source, imports } = this;
    const thread = new GuestThread({ source, modules, imports, config: undefined, environment: [], limits }, events);
    try {
      const ready = await start;
      const answer = ready.kind === "answer" ? await thread.describe() : ready;
      if (answer.kind === "answer") return answer.value ?? "";
      if (answer.kind === "err") throw new Error(answer.message);
      throw faultError(id, "while it described itself", answer.fault);
    } finally {
      // Nobody has to wait for it: all that it held is its own.
      void thread.leave();
    }
  }
}
