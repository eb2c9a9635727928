import type { ComponentDef, Manifest } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import { allowanceOf, type OperatorPolicy } from "../policy/policy.ts";
import { shellWord, type Refusal } from "../policy/refusal.ts";
import { locateComponent, type Located, type LocatedComponent } from "./locate.ts";
import { readManifest } from "./manifest.ts";
import { importComponent, whyChanged } from "./native.ts";

export interface LoaderOptions {
  /** The scenario's folder: what it names stays within. */
  readonly folder: string;
  readonly policy: OperatorPolicy;
  /** The operator's own sources by component id (`--component id=source`); they replace the scenario's and need no other word. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What those are relative to. */
  readonly cwd?: string;
}

export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal };

/** Finds and loads the components of one scenario, under the operator's policy. */
export interface ComponentLoader {
  readonly locate: (def: ComponentDef) => Promise<Located>;
  /** From the static manifest alone; no code of the component runs. `manifest` is undefined where it ships none. */
  readonly describe: (def: ComponentDef) => Promise<Answer<{ readonly manifest: Manifest | undefined }>>;
  /** Whether it may be loaded, without loading it. */
  readonly permit: (def: ComponentDef) => Promise<Answer<{ readonly component: LocatedComponent }>>;
  /** Runs the component's module. */
  readonly load: (def: ComponentDef) => Promise<Answer<{ readonly component: ActionComponent }>>;
}

/** A loader; it keeps nothing between calls but where components lie. */
export function createComponentLoader(options: LoaderOptions): ComponentLoader {
  const located = new Map<string, Promise<Located>>();
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

  async function permit(def: ComponentDef): Promise<Answer<{ readonly component: LocatedComponent }>> {
    const found = await locate(def);
    if (!found.ok) return found;
    const { component } = found;
    if (component.kind === "wasm") {
      return refused({
        code: "component-unsupported",
        message: `${component.file}: .wasm components are not supported by this version yet`,
      });
    }
    if (own(def) === undefined && !allowanceOf(options.policy, def.id).native) {
      return refused({
        code: "native-not-allowed",
        message: `The component ${def.id} (${def.source}) is native code, which is not contained: it runs with all rights of this process`,
        allow: `--allow-native ${shellWord(def.id)}`,
      });
    }
    const changed = def.sha256 === undefined ? undefined : await whyChanged(component.file, def.sha256);
    return changed ? refused(changed) : { ok: true, component };
  }

  return {
    locate,
    permit,
    describe: async (def) => {
      const found = await locate(def);
      if (!found.ok) return found;
      if (found.component.manifest === undefined) return { ok: true, manifest: undefined };
      return readManifest(found.component.manifest);
    },
    load: async (def) => {
      const permitted = await permit(def);
      return permitted.ok ? importComponent(permitted.component.file) : permitted;
    },
  };
}

function refused(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}
