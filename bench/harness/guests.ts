/** Guests to measure: built for the run, loaded as users load them, and called bare for the other side. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transpile } from "@bytecodealliance/jco";
import type { ActionComponent } from "@scheduler-components/executor";
import { createComponentLoader, EMPTY_POLICY, NO_ALLOWANCE } from "@scheduler-components/scheduler";
import { componentize } from "componentize-qjs";
// @boundaries-ignore The workspace assembles its WIT in one place.
import { assembleWit } from "../../scripts/wit/assemble.ts";

export const HAND_WRITTEN: string = join(import.meta.dirname, "../../examples/components/wat/echo.wasm");

export interface BuiltGuest extends AsyncDisposable {
  readonly folder: string;
  readonly file: string;
}

/** A guest of `fixtures/guests`, compiled with QuickJS. */
export async function buildGuest(name: string): Promise<BuiltGuest> {
  const folder = await mkdtemp(join(tmpdir(), "bench-guest-"));
  const file = join(folder, `${name}.wasm`);
  const source = join(import.meta.dirname, "../fixtures/guests", `${name}.js`);
  const { component } = await componentize({
    witPath: await assembleWit("actions-http", folder),
    world: "action-component-with-client",
    jsSource: await readFile(source, "utf8"),
    sync: true,
    stubWasi: true,
  });
  await writeFile(file, component);
  return { folder, file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export interface LoadOptions {
  readonly cacheFolder?: string | null;
  /** What it may reach. */
  readonly http?: readonly string[];
}

/** A component as the command line would load it, under the id `guest`. */
export async function loadGuest(file: string, options: LoadOptions = {}): Promise<ActionComponent> {
  const { http = [], cacheFolder = null } = options;
  const components = new Map([["guest", { ...NO_ALLOWANCE, http }]]);
  const loader = createComponentLoader({
    folder: join(file, ".."),
    policy: { ...EMPTY_POLICY, components },
    sources: new Map([["guest", file]]),
    cacheFolder,
  });
  const loaded = await loader.load({ id: "guest", source: file, requests: { http: [...http] } });
  if (loaded.ok) return loaded.component;
  throw new Error(loaded.refusal.message);
}

/** One component for all runs of a row, so that its threads are as warm as the other side. */
export function kept(component: ActionComponent): ActionComponent {
  let started: Promise<void> | undefined;
  return {
    describe: () => component.describe(),
    initComponent: (config) => (started ??= Promise.resolve(component.initComponent(config))),
    executeAction: (action, context) => component.executeAction(action, context),
    releaseComponent: () => {},
  };
}

/** The exports of a guest that the transpiler's own output gives, and nothing around it. */
export interface BareGuest {
  readonly componentApi: {
    executeAction(action: { id: string; call: string; parameters: string }, context: object): unknown;
  };
  readonly lifecycle: { initComponent(config: string): void };
}

export type BareModules = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export interface Transpiled {
  readonly source: string;
  readonly modules: BareModules;
}

export async function transpileBare(file: string): Promise<Transpiled> {
  const bytes = await readFile(file);
  const { files } = await transpile(bytes, {
    name: "guest",
    instantiation: "sync",
    noComponentErrorWrapping: false,
  });
  const entries = Object.entries(files).map(([name, content]) => [name, new Uint8Array(content)] as const);
  const script = entries.find(([name]) => name.endsWith(".js"))?.[1];
  return {
    source: Buffer.from(script ?? []).toString(),
    modules: new Map(entries.filter(([name]) => name.endsWith(".wasm"))),
  };
}

/** Compiles and instantiates in this thread. */
export async function instantiateBare({ source, modules }: Transpiled): Promise<BareGuest> {
  const module = (await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`)) as {
    instantiate(get: (name: string) => WebAssembly.Module, imports: object): BareGuest;
  };
  const imports = {
    "scheduler:executor/context": { ActionContext: BareContext },
    "scheduler:actions-http/client": { send: () => undefined },
  };
  const guest = module.instantiate((name) => new WebAssembly.Module(modules.get(name) ?? new Uint8Array()), imports);
  guest.lifecycle.initComponent("{}");
  return guest;
}

export class BareContext {
  log(): void {}
  [Symbol.dispose](): void {}
}
