/** One instance of a guest: made from the transpiler's module, its memories watched. */
import type * as httpComponent from "../../generated/scheduler-actions-http-http-component.d.ts";
import type * as api from "../../generated/scheduler-executor-component-api.d.ts";

/** What every action component exports, in the generated types. */
export interface GuestExports {
  readonly componentApi: typeof api;
  readonly lifecycle: {
    describe(): string;
    initComponent(config: string): void;
    releaseComponent(): void;
  };
}

/** What the transpiler's module exports; see jco's `--instantiation sync`. */
export interface GuestModule {
  readonly instantiate: (
    getCoreModule: (path: string) => WebAssembly.Module,
    imports: { readonly [name: string]: object },
    instantiateCore: (module: WebAssembly.Module, imports: WebAssembly.Imports) => WebAssembly.Instance,
  ) => { readonly [name: string]: unknown };
}

export class GuestInstance {
  readonly exports: GuestExports;
  readonly #memories = new Set<WebAssembly.Memory>();
  readonly #tables = new Set<WebAssembly.Table>();

  constructor(
    module: GuestModule,
    modules: ReadonlyMap<string, WebAssembly.Module>,
    imports: { readonly [name: string]: object },
  ) {
    const found = module.instantiate(
      (path) => {
        const core = modules.get(path);
        if (core === undefined) throw new Error(`The transpiled module asks for ${path}, which is not there.`);
        return core;
      },
      imports,
      (core, given) => {
        const instance = new WebAssembly.Instance(core, given);
        for (const value of Object.values(instance.exports)) {
          if (value instanceof WebAssembly.Memory) this.#memories.add(value);
          else if (value instanceof WebAssembly.Table) this.#tables.add(value);
        }
        return instance;
      },
    );
    // The transpiler gives each interface under its full name too; which versions fit was checked before.
    const named = (start: string): unknown => found[Object.keys(found).find((name) => name.startsWith(start)) ?? ""];
    const componentApi = named("scheduler:executor/component-api@") as GuestExports["componentApi"] | undefined;
    this.exports =
      componentApi === undefined
        ? asAction(named("scheduler:actions-http/http-component@") as typeof httpComponent)
        : { componentApi, lifecycle: named("scheduler:executor/lifecycle@") as GuestExports["lifecycle"] };
  }

  /** Bytes of all memories that a core module exports; one that none exports is bounded like them, but not seen here. */
  get memory(): number {
    let bytes = 0;
    for (const memory of this.#memories) bytes += memory.buffer.byteLength;
    return bytes;
  }

  get tables(): number {
    let elements = 0;
    for (const table of this.#tables) elements += table.length;
    return elements;
  }
}

/** A component of the world `http-action-component`, which has no context, no configuration, and a manifest that is known. */
function asAction(http: typeof httpComponent): GuestExports {
  return {
    componentApi: { executeAction: (action) => http.doHttpAction(action) },
    lifecycle: {
      describe: () => "",
      initComponent: () => http.initComponent(),
      releaseComponent: () => http.releaseComponent(),
    },
  };
}

/** Loads the text that the transpiler wrote. It imports nothing. */
export async function loadGuestModule(source: string): Promise<GuestModule> {
  return (await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`)) as GuestModule;
}
