import { expect } from "vitest";
import type { ComponentCaps } from "../../../src/wasm/binary/types.ts";
import { capBytes } from "./capped.ts";
import { transpileComponent } from "../../../src/wasm/transpile/transpile.ts";
import type { Transpiled } from "../../../src/wasm/transpile/types.ts";

export const CAPS: ComponentCaps = { maxMemoryBytes: 64 * 1024 * 1024, maxTableElements: 10_000 };

/** Capped and transpiled, without a cache unless a folder is given. */
export async function transpiled(
  bytes: Uint8Array,
  caps: ComponentCaps = CAPS,
  cacheFolder: string | null = null,
): Promise<Transpiled> {
  const capped = capBytes(bytes, caps);
  if (!capped.ok) return expect.fail(capped.refusal.message);
  const result = await transpileComponent(capped, { cacheFolder });
  return result.ok ? result.transpiled : expect.fail(`${result.refusal.message} ${String(result.refusal.cause)}`);
}

type Exports = Record<string, (...given: unknown[]) => unknown>;

/** Its exports, instantiated in this thread. */
export async function instantiate({ source, modules }: Transpiled, imports: object = {}): Promise<Exports> {
  const { instantiate: make } = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);
  const engine = Object(Reflect.get(globalThis, "WebAssembly"));
  return make((name: string) => new engine.Module(modules.get(name) ?? expect.fail(`no module ${name}`)), imports);
}
