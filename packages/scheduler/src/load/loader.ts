import type { HttpOptions } from "@scheduler-components/actions-http";
import type { ComponentDef, Manifest } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import { decideGrants, type Grants } from "../policy/grants.ts";
import { allowanceOf, type OperatorPolicy } from "../policy/policy.ts";
import { shellWord, type Refusal } from "../policy/refusal.ts";
import type { WasmComponentOptions } from "../wasm/host/component.ts";
import { locateComponent, type Located, type LocatedComponent } from "./locate.ts";
import { readManifest } from "./manifest.ts";
import { importComponent, whyChanged } from "./native.ts";
import type { WasmComponents } from "./wasm.ts";

export interface LoaderOptions {
  /** The scenario's folder: what it names stays within. */
  readonly folder: string;
  readonly policy: OperatorPolicy;
  /** The operator's own sources by component id (`--component id=source`); they replace the scenario's and need no other word. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What those are relative to. */
  readonly cwd?: string;
  /** Where the variables that are granted to `.wasm` components are taken from. Default: none. */
  readonly env?: { readonly [name: string]: string | undefined };
  /** What the HTTP clients of `.wasm` components are made with; what they may reach is granted. */
  readonly http?: HttpOptions;
  /** Where transpiled components and their manifests are kept; `null` keeps none. The user's cache folder unless said. */
  readonly cacheFolder?: string | null;
}

export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal };

/** What a `.wasm` component is made with. */
export type LoadOptions = Pick<WasmComponentOptions, "secrets" | "said">;

/** Finds and loads the components of one scenario, under the operator's policy. */
export interface ComponentLoader {
  readonly locate: (def: ComponentDef) => Promise<Located>;
  /**
   * What it offers. No native code runs: of that the static manifest is read, undefined where it ships none. A `.wasm` component
   * is asked, contained and without grants.
   */
  readonly describe: (def: ComponentDef) => Promise<Answer<{ readonly manifest: Manifest | undefined }>>;
  /** Whether it may be loaded, without running it. */
  readonly permit: (def: ComponentDef) => Promise<Answer<{ readonly component: LocatedComponent }>>;
  /** Whether the file of a `.wasm` component that was opened is another by now, or gone: this loader goes on with what it was. */
  readonly changed: () => Promise<boolean>;
  /** Runs a native component's module; makes a `.wasm` component with what it is granted. */
  readonly load: (def: ComponentDef, options?: LoadOptions) => Promise<Answer<{ readonly component: ActionComponent }>>;
}

/** A loader; it keeps nothing between calls but where components lie, and opened `.wasm` components. */
export function createComponentLoader(options: LoaderOptions): ComponentLoader {
  const { policy } = options;
  const located = new Map<string, Promise<Located>>();
  let wasm: Promise<WasmComponents> | undefined;
  const own = (def: ComponentDef): string | undefined => options.sources?.get(def.id);

  function locate(def: ComponentDef): Promise<Located> {
    const operators = own(def);
    let found = located.get(def.id);
    if (!found) {
      found =
        operators === undefined
          ? locateComponent(def.source, { folder: options.folder, confined: true })
          : locateComponent(operators, { folder: options.cwd ?? options.folder, confined: false });
      located.set(def.id, found);
    }
    return found;
  }

  /** Loaded when a first `.wasm` file is met. */
  function contained(): Promise<WasmComponents> {
    return (wasm ??= import("./wasm.ts").then(({ WasmComponents }) => {
      const { env = {}, http = {}, cacheFolder } = options;
      const { deny, trustProxyDns } = policy.http ?? {};
      const bounds = { ...(deny && { deny }), ...(trustProxyDns === undefined ? {} : { trustProxyDns }) };
      return new WasmComponents({ env, http: { ...http, policy: bounds }, cacheFolder });
    }));
  }

  /** Before the manifest is known: what the scenario asks for. */
  const firstGrants = (def: ComponentDef): Grants => decideGrants(def.id, [def.requests], policy).grants;

  async function permit(def: ComponentDef): Promise<Answer<{ readonly component: LocatedComponent }>> {
    const found = await locate(def);
    if (!found.ok) return found;
    const { component } = found;
    if (component.kind === "wasm") {
      const opened = await (await contained()).open(def, component.file, firstGrants(def));
      return opened.ok ? { ok: true, component } : opened;
    }
    if (own(def) === undefined && !allowanceOf(policy, def.id).native) {
      return refused({
        code: "native-not-allowed",
        message: `The component ${def.id} (${def.source}) is native code, which is not contained: it runs with all rights of this process`,
        allow: `--allow-native ${shellWord(def.id)}`,
      });
    }
    const changed = def.sha256 === undefined ? undefined : await whyChanged(component.file, def.sha256);
    return changed ? refused(changed) : { ok: true, component };
  }

  async function describe(def: ComponentDef): Promise<Answer<{ readonly manifest: Manifest | undefined }>> {
    const found = await locate(def);
    if (!found.ok) return found;
    const { kind, file, manifest } = found.component;
    if (kind === "wasm") return (await contained()).describe(def, file, firstGrants(def));
    return manifest === undefined ? { ok: true, manifest: undefined } : readManifest(manifest);
  }

  async function loadContained(
    def: ComponentDef,
    file: string,
    load: LoadOptions,
  ): Promise<Answer<{ readonly component: ActionComponent }>> {
    const components = await contained();
    const described = await components.describe(def, file, firstGrants(def));
    if (!described.ok) return described;
    const { grants } = decideGrants(def.id, [def.requests, described.manifest.requests], policy);
    const opened = await components.open(def, file, grants);
    return opened.ok ? { ok: true, component: components.make(opened, def, grants, load) } : opened;
  }

  return {
    locate,
    permit,
    describe,
    changed: async () => wasm !== undefined && (await wasm).changed(),
    load: async (def, load = {}) => {
      const permitted = await permit(def);
      if (!permitted.ok) return permitted;
      const { kind, file } = permitted.component;
      return kind === "wasm" ? loadContained(def, file, load) : importComponent(file);
    },
  };
}

function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
