/** Real components on the guest's side: transpiled as the host transpiles them, instantiated in this thread. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { parse } from "@bytecodealliance/jco-transpile/wasm-tools";
import { componentize } from "componentize-qjs";
import { createWasi } from "../../../src/wasm/wasi/wasi.ts";
import { folderWith } from "../../support/folder.ts";
import { recordingPorts, type PortsOptions, type RecordingPorts } from "./ports.ts";
import { WIT_ROOT } from "./wit.ts";

export interface RealGuest {
  readonly ports: RecordingPorts;
  readonly run: (...args: unknown[]) => unknown;
}

/** Gives a new instance, on ports of its own, each time. */
export type NewInstance = (options?: PortsOptions, change?: (ports: RecordingPorts) => void) => RealGuest;

export async function fromText(wat: string): Promise<NewInstance> {
  return fromBytes(await parse(wat));
}

/** A QuickJS component that exports `run: func(what: string) -> string`. */
export async function fromJavaScript(imports: readonly string[], source: string): Promise<NewInstance> {
  const wit = `package test:guest;\nworld guest {\n${imports.map((each) => `import ${each}@0.2.12;\n`).join("")}
    export run: func(what: string) -> string;\n}`;
  const folder = folderWith({ "world.wit": wit });
  cpSync(WIT_ROOT, join(folder, "deps"), { recursive: true });
  const { component } = await componentize({
    witPath: folder,
    jsSource: source,
    world: "guest",
    sync: true,
    stubWasi: false,
  });
  return fromBytes(component);
}

async function fromBytes(bytes: Uint8Array): Promise<NewInstance> {
  const { files, imports } = await transpileBytes(bytes, {
    name: "guest",
    instantiation: "sync",
    noComponentErrorWrapping: false,
    emitTypescriptDeclarations: false,
    nodejsCompat: false,
  });
  const folder = folderWith({ "guest.mjs": new TextDecoder().decode(files["guest.js"]) });
  const module = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "guest.mjs")).href)) as {
    instantiate(getCoreModule: (name: string) => object, imports: object): { run: RealGuest["run"] };
  };
  const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
    .WebAssembly;
  const cores = new Map(
    Object.entries(files)
      .filter(([name]) => name.endsWith(".wasm"))
      .map(([name, core]) => [name, new Module(core)]),
  );
  return (options = {}, change) => {
    const ports = recordingPorts(options);
    change?.(ports);
    const { run } = module.instantiate((name) => cores.get(name)!, createWasi(ports, imports));
    return { ports, run };
  };
}
