/**
 * A worker that transpiles one component, or prints its WIT, and ends. A broken component can leave the transpiler unusable, and a
 * crafted one can make it run long: so it has a thread of its own, an end in time, and a memory with a limit.
 */
import { parentPort, workerData } from "node:worker_threads";
import { capModule } from "../binary/cap.ts";
import { keepDeadCode } from "../keep-dead-code.ts";
import { generateOptions } from "./generate-options.ts";
import { said } from "./no-system.ts";
import type { Generated, WorkerAnswer, WorkerJob, WorkerRequest } from "./protocol.ts";

/** Of the transpiler's own memory. A worker's `resourceLimits` do not bound it. */
const MEMORY_BYTES = 1024 * 1024 * 1024;

const engine: { compile: (bytes: Uint8Array) => Promise<unknown> } = Object(Reflect.get(globalThis, "WebAssembly"));
const compile = engine.compile;
engine.compile = (bytes) => compile(capModule(bytes, MEMORY_BYTES));

keepDeadCode();

type Transpiler = typeof import("@bytecodealliance/jco-transpile/component");

const job: WorkerJob = workerData;
const transpiler = job === "transpile" ? import("@bytecodealliance/jco-transpile/component") : undefined;

async function answer({ bytes }: WorkerRequest): Promise<WorkerAnswer> {
  try {
    return transpiler === undefined
      ? { ok: true, job: "wit", wit: await printWit(bytes) }
      : { ok: true, job: "transpile", generated: await transpile(await transpiler, bytes) };
  } catch (error) {
    // It throws what it was told, as a string or in a payload, and traps where it gives up; then its output says why.
    const { message, payload } = Object(error);
    return { ok: false, message: [payload ?? message ?? error, said()].map(String).filter(Boolean).join(": ") };
  }
}

async function transpile({ $init, generate }: Transpiler, bytes: Uint8Array): Promise<Generated> {
  await $init;
  const { files, imports, exports } = generate(bytes, generateOptions);
  const texts = files.filter(([name]) => name.endsWith(".js"));
  const modules = files.filter(([name]) => name.endsWith(".wasm"));
  const [text] = texts;
  if (text === undefined || texts.length + modules.length !== files.length) {
    throw new Error(`unexpected files: ${files.map(([name]) => name).join(", ")}`);
  }
  return {
    source: new TextDecoder().decode(text[1]),
    modules: modules.map(([name, content]) => [name, content.slice()]),
    imports,
    exports,
  };
}

/** The world, which the tools print, and the interfaces that it names, which they leave out. */
async function printWit(bytes: Uint8Array): Promise<string> {
  const { componentWit } = await import("@bytecodealliance/jco-transpile/wasm-tools");
  const { interfacesOf } = await import("../wit/interfaces.ts");
  const world = await componentWit(bytes);
  return `${world.trimEnd()}\n\n${interfacesOf(bytes)}`;
}

async function serve(request: WorkerRequest): Promise<void> {
  const result = await answer(request);
  const transpiled = result.ok && result.job === "transpile";
  const buffers = transpiled ? result.generated.modules.map(([, { buffer }]) => buffer) : [];
  parentPort?.postMessage(result, buffers);
}

// Goes on until it is ended from outside.
parentPort?.on("message", (request: WorkerRequest) => void serve(request));
