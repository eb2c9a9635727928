/** What a `.wasm` component says and would get, for people who decide whether to run it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Manifest } from "@scheduler-components/core";
import { decideGrants } from "../policy/grants.ts";
import { COMPONENT_LIMITS, LIMIT_NAMES, type LimitDefinition, type LimitName } from "../policy/limits.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import type { Refusal } from "../policy/refusal.ts";
import { importClass } from "../wasm/host/import-class.ts";
import { witOf } from "../wasm/transpile/wit.ts";
import type { WasiClass } from "../wasm/wasi/known.ts";
import type { Answer } from "./loader.ts";
import { WasmComponents } from "./wasm.ts";

export interface ExaminedComponent {
  readonly sizeBytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** In the order of the file, with their versions. */
  readonly imports: readonly { readonly name: string; readonly class: WasiClass }[];
  readonly exports: readonly string[];
  readonly manifest: Manifest;
  /** What it requests and the policy does not grant, each with the flag that would. */
  readonly needs: readonly Refusal[];
  /** In force under the policy, with what it requests. */
  readonly limits: { readonly [name in LimitName]: LimitDefinition & { readonly limit: number } };
  /** The text of its world, and of the interfaces in it. */
  readonly wit: string;
}

/** Takes the file through every gate and lets it describe itself, contained and without grants. `id` stands in refusals and flags. */
export async function examineWasm(
  id: string,
  file: string,
  policy: OperatorPolicy,
): Promise<Answer<{ readonly examined: ExaminedComponent }>> {
  const components = new WasmComponents({ env: {}, http: {}, cacheFolder: undefined });
  const def = { id, source: file };
  const bounds = decideGrants(id, [], policy).grants;
  const opened = await components.open(def, file, bounds);
  if (!opened.ok) return opened;
  const described = await components.describe(def, file, bounds);
  if (!described.ok) return described;
  const { manifest } = described;
  const { grants, refused } = decideGrants(id, [manifest.requests], policy);
  const bytes = new Uint8Array(await readFile(file));
  const changed = createHash("sha256").update(bytes).digest("hex") !== opened.code.sha256;
  if (changed) return refuse({ code: "component-changed", message: `${file} was written to while it was looked at` });
  const wit = await witOf(bytes);
  if (!wit.ok) return refuse({ ...wit.refusal, message: `${file}: ${wit.refusal.message}` });
  const { sizeBytes, imports, exports } = opened.facts;
  const limits = Object.fromEntries(
    LIMIT_NAMES.map((name) => [name, { limit: grants.limits[name], ...COMPONENT_LIMITS[name] }]),
  ) as ExaminedComponent["limits"];
  return {
    ok: true,
    examined: {
      sizeBytes,
      sha256: opened.code.sha256,
      // One that has no class was refused.
      imports: imports.map(({ name }) => ({ name, class: importClass(name) ?? "denied" })),
      exports: exports.map(({ name }) => name),
      manifest,
      needs: refused,
      limits,
      wit: wit.wit,
    },
  };
}

function refuse({ code, message }: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, message } };
}
