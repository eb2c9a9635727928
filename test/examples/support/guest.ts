/**
 * A component in this process, called as the world says, with nothing of a host around it: no thread, no limits, no policy. For
 * tests of components that this repository wrote itself, and for nothing else.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpile } from "@bytecodealliance/jco";
import { contextClass, type RecordedCall, type Run } from "./context.ts";

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body?: Uint8Array;
  readonly timeout?: number;
}

export interface Response {
  readonly status: number;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
}

export type HttpError = { readonly code: string; readonly message: string; readonly retryable: boolean };

/** What `client` answers: a response, or the error it throws. */
export type Client = (request: Request) => Response | { readonly error: HttpError };

/** What one call gave: an outcome with its output parsed, or the string of `result::err`. */
export type Answer = { readonly outcome: Outcome } | { readonly err: string };

export interface Outcome {
  readonly status: string;
  readonly detail?: string;
  readonly output?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly retryable: boolean;
    readonly retryAfter?: number;
    readonly causes: readonly { readonly code: string; readonly message: string }[];
  };
}

export interface Guest {
  describe(): unknown;
  init(config: unknown): string | undefined;
  execute(call: string, parameters: unknown, run?: Run): Answer & { readonly asked: RecordedCall[] };
  release(): string | undefined;
}

interface Exports {
  readonly lifecycle: {
    describe(): string;
    initComponent(config: string): void;
    releaseComponent(): void;
  };
  readonly componentApi: { executeAction(action: object, context: object): Outcome & { readonly output?: string } };
}

type CoreModule = object;

/** Node has it, and its types do not. */
const { Module } = (
  globalThis as unknown as { readonly WebAssembly: { readonly Module: new (bytes: Uint8Array) => CoreModule } }
).WebAssembly;

type Instantiate = (module: (name: string) => CoreModule, imports: object) => Exports;

interface Code {
  readonly instantiate: Instantiate;
  readonly modules: ReadonlyMap<string, CoreModule>;
}

/** By path: a file is translated once, instances are many. */
const translated = new Map<string, Promise<Code>>();

/** A fresh instance of a component. */
export async function loadGuest(file: string, client?: Client): Promise<Guest> {
  const code = translated.get(file) ?? translate(file);
  translated.set(file, code);
  const { instantiate, modules } = await code;
  const { ActionContext, start } = contextClass();
  const moduleOf = (name: string): CoreModule => {
    const module = modules.get(name);
    if (module === undefined) throw new Error(`${file} has no core module ${name}.`);
    return module;
  };
  const exports = instantiate(moduleOf, {
    "scheduler:executor/context": { ActionContext },
    "scheduler:actions-http/client": { send: (request: Request) => respond(client, request) },
  });
  return guestOf(exports, start);
}

async function translate(file: string): Promise<Code> {
  const { files } = await transpile(await readFile(file), {
    name: "guest",
    instantiation: "sync",
    // An error of the guest comes as an object with `payload`, so that it is told from a trap.
    noComponentErrorWrapping: false,
    nodejsCompat: false,
  });
  const modules = new Map<string, CoreModule>();
  for (const [name, bytes] of Object.entries(files)) {
    if (name.endsWith(".wasm")) modules.set(name, new Module(Uint8Array.from(bytes)));
  }
  const folder = await mkdtemp(join(tmpdir(), "guest-"));
  try {
    const path = join(folder, "guest.mjs");
    await writeFile(path, files["guest.js"] ?? "");
    const { instantiate } = (await import(pathToFileURL(path).href)) as { instantiate: Instantiate };
    return { instantiate, modules };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function guestOf({ lifecycle, componentApi }: Exports, start: ReturnType<typeof contextClass>["start"]): Guest {
  return {
    describe: () => JSON.parse(lifecycle.describe()),
    init: (config) => errorOf(() => lifecycle.initComponent(JSON.stringify(config))),
    execute(call, parameters, run = {}) {
      const { context, asked } = start(run);
      const text = typeof parameters === "string" ? parameters : JSON.stringify(parameters);
      let outcome: Outcome | undefined;
      const err = errorOf(() => {
        outcome = plain(componentApi.executeAction({ id: "action", call, parameters: text }, context));
      });
      return err === undefined && outcome !== undefined ? { outcome, asked } : { err: err ?? "", asked };
    },
    release: () => errorOf(() => lifecycle.releaseComponent()),
  };
}

/** The output as a value, and nothing that is undefined: what two builds of one component have in common. */
function plain({ output, ...outcome }: Outcome & { readonly output?: string }): Outcome {
  const whole = output === undefined ? outcome : { ...outcome, output: JSON.parse(output) as unknown };
  return JSON.parse(JSON.stringify(whole)) as Outcome;
}

/** The string of `result::err`. Everything else, a trap first of all, goes on as it is. */
function errorOf(call: () => void): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof Error && "payload" in error && typeof error.payload === "string") return error.payload;
    throw error;
  }
}

/** A thrown object with `payload` is how jco takes the error of a `result`. */
function respond(client: Client | undefined, request: Request): object {
  const answer = client?.(request) ?? { error: { code: "denied", message: "No client.", retryable: false } };
  if ("error" in answer) throw Object.assign(new Error(answer.error.message), { payload: answer.error });
  const { status, headers = [], body } = answer;
  return { status, headers, body: new TextEncoder().encode(body), url: request.url };
}
