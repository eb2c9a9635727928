/** The `.wasm` components of one scenario: opened once for each set of bounds, and made with what was granted. */
import { readFile, stat } from "node:fs/promises";
import type { HttpOptions } from "@scheduler-components/actions-http";
import type { ComponentDef, Manifest } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import type { Grants } from "../policy/grants.ts";
import type { Refusal } from "../policy/refusal.ts";
import { createWasmComponent, type WasmComponentOptions } from "../wasm/host/component.ts";
import { openComponent, type Opened } from "../wasm/host/open.ts";
import { manifestCache } from "./manifest-cache.ts";
import { whyNoManifest } from "./why-no-manifest.ts";

/** A larger file is not read. */
export const MAX_WASM_BYTES: number = 256 * 1024 * 1024;

/** What the components are given beside their grants. */
export interface WasmSurroundings {
  /** Where granted variables are taken from. */
  readonly env: { readonly [name: string]: string | undefined };
  /** What their HTTP clients are made with. */
  readonly http: HttpOptions;
  /** `null` keeps nothing on disk. */
  readonly cacheFolder: string | null | undefined;
}

export class WasmComponents {
  readonly #surroundings: WasmSurroundings;
  readonly #opened = new Map<string, Promise<Opened>>();
  /** What the files were when they were opened, in a few words. */
  readonly #files = new Map<string, string>();

  constructor(surroundings: WasmSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Through every gate; nothing of it runs. */
  open(def: ComponentDef, file: string, grants: Grants): Promise<Opened> {
    const { memory, tables } = grants.limits;
    const key = `${def.id} ${memory} ${tables} ${file}`;
    let opened = this.#opened.get(key);
    if (opened === undefined) this.#opened.set(key, (opened = this.#open(def, file, grants)));
    return opened;
  }

  /** Whether a file that was opened is another by now, or gone. Opened it stays as it was. */
  async changed(): Promise<boolean> {
    for (const [file, was] of this.#files) if ((await stampOf(file)) !== was) return true;
    return false;
  }

  /** What it says it offers. It runs for that, without grants. */
  async describe(
    def: ComponentDef,
    file: string,
    grants: Grants,
  ): Promise<{ readonly ok: true; readonly manifest: Manifest } | { readonly ok: false; readonly refusal: Refusal }> {
    const opened = await this.open(def, file, grants);
    if (!opened.ok) return opened;
    let why: string | undefined;
    try {
      const manifest = await opened.code.manifest(def.id);
      why = whyNoManifest(manifest);
      if (why === undefined) return { ok: true, manifest };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    const message = `The component ${def.id} describes itself wrongly: ${why}`;
    return { ok: false, refusal: { code: "manifest-invalid", message } };
  }

  make(
    opened: Extract<Opened, { readonly ok: true }>,
    def: ComponentDef,
    grants: Grants,
    options: Pick<WasmComponentOptions, "secrets" | "said">,
  ): ActionComponent {
    const { env, http } = this.#surroundings;
    return createWasmComponent(opened.code, { id: def.id, grants, environment: env, http, ...options });
  }

  async #open(def: ComponentDef, file: string, { limits }: Grants): Promise<Opened> {
    const { cacheFolder } = this.#surroundings;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      const { size } = await stat(file);
      if (size > MAX_WASM_BYTES) {
        const message = `${file} has ${size} bytes; a component has at most ${MAX_WASM_BYTES}`;
        return { ok: false, refusal: { code: "component-too-large", message } };
      }
      // Looked at before it is read: what changes meanwhile has changed.
      this.#files.set(file, await stampOf(file));
      bytes = new Uint8Array(await readFile(file));
    } catch (error) {
      const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, refusal: { code: "component-unusable", message } };
    }
    const { id, sha256 } = def;
    return openComponent(bytes, { id, file, limits, sha256, cacheFolder, manifests: manifestCache(cacheFolder) });
  }
}

async function stampOf(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found === undefined ? "" : `${found.ino} ${found.size} ${found.mtimeNs}`;
}
