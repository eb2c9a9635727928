/** From a file's bytes to code that may run: each gate in its order, and nothing of it runs before it has passed them all. */
import { createHash } from "node:crypto";
import type { Manifest } from "@scheduler-components/core";
import type { Refusal } from "../../policy/refusal.ts";
import { allowFlag } from "../../policy/grants.ts";
import { limitText, type ComponentLimits } from "../../policy/limits.ts";
import { capComponent } from "../binary/cap.ts";
import { readComponent } from "../binary/read.ts";
import type { BinaryRefusal, ComponentFacts } from "../binary/types.ts";
import { startThread, type TranspileThread } from "../transpile/thread.ts";
import { transpileComponent } from "../transpile/transpile.ts";
import { GuestCode, type ManifestCache } from "./code.ts";
import { OpenedCache, type KeptOpened } from "./opened-cache.ts";
import { prepareWorker } from "./workers.ts";
import { isHttpComponent, whyUnfit } from "./world.ts";

export interface OpenOptions {
  /** The component's id, for refusals. */
  readonly id: string;
  /** What the file is called, for refusals. */
  readonly file: string;
  /** Its memories and tables are capped before it is transpiled. */
  readonly limits: ComponentLimits;
  /** When given it must match, in either case. */
  readonly sha256?: string | undefined;
  /** `null` keeps nothing on disk; the usual folder unless said. */
  readonly cacheFolder?: string | null | undefined;
  readonly manifests?: ManifestCache | undefined;
}

export type Opened =
  | { readonly ok: true; readonly code: GuestCode; readonly facts: ComponentFacts }
  | { readonly ok: false; readonly refusal: Refusal };

/** Never rejects for what the bytes are. */
export async function openComponent(bytes: Uint8Array<ArrayBuffer>, options: OpenOptions): Promise<Opened> {
  const { id, file, limits, cacheFolder } = options;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const name = `The component ${id} (${file})`;
  if (options.sha256 !== undefined && options.sha256.toLowerCase() !== sha256) {
    const message = `${name} has the SHA-256 ${sha256}; the scenario expects ${options.sha256}`;
    return refuse({ code: "component-changed", message });
  }
  const cache = OpenedCache.of(sha256, limits, cacheFolder);
  const kept = await cache?.read();
  if (kept !== undefined) return opened(sha256, kept, options);
  // Gets ready while the bytes are looked at.
  const thread = startThread("transpile");
  try {
    const made = await make(bytes, thread, options, name);
    if ("refusal" in made) return refuse(made.refusal);
    await cache?.write(made);
    return opened(sha256, made, options);
  } finally {
    thread.end();
  }
}

async function make(
  bytes: Uint8Array,
  thread: TranspileThread,
  { id, limits, cacheFolder }: OpenOptions,
  name: string,
): Promise<KeptOpened | { readonly refusal: Refusal }> {
  const read = readComponent(bytes);
  if (!read.ok) return { refusal: refusalOf(id, name, read.refusal) };
  const refusal = whyUnfit(name, read.facts);
  if (refusal !== undefined) return { refusal };
  const capped = capComponent(read, { maxMemoryBytes: limits.memory, maxTableElements: limits.tables });
  if (!capped.ok) return { refusal: refusalOf(id, name, capped.refusal) };
  const folder = cacheFolder === undefined ? {} : { cacheFolder };
  // Once it is transpiled it will have to describe itself.
  const done = await transpileComponent(capped, { thread, meanwhile: prepareWorker, ...folder });
  if (!done.ok) return { refusal: refusalOf(id, name, done.refusal) };
  return { facts: read.facts, transpiled: done.transpiled };
}

function opened(sha256: string, { facts, transpiled }: KeptOpened, options: OpenOptions): Opened {
  const { source, modules, imports } = transpiled;
  const known = isHttpComponent(facts) ? httpManifest : undefined;
  const code = new GuestCode({
    sha256,
    source,
    imports,
    modules,
    limits: options.limits,
    cache: options.manifests,
    known,
  });
  return { ok: true, code, facts };
}

async function httpManifest(): Promise<Manifest> {
  return (await import("@scheduler-components/actions-http")).HTTP_MANIFEST;
}

function refusalOf(id: string, name: string, { code, message, needs }: BinaryRefusal): Refusal {
  const refusal = { code, message: `${name}: ${message}` };
  if (needs === undefined) return refusal;
  return { ...refusal, allow: allowFlag(id, needs.limit, limitText(needs.limit, needs.atLeast)) };
}

function refuse(refusal: Refusal): Opened {
  return { ok: false, refusal };
}
