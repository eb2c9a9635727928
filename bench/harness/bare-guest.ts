/** Guests as the transpiler makes them and nothing around them: the other side. */
import { readFile } from "node:fs/promises";
import { transpile } from "@bytecodealliance/jco";

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
