import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkScenario, readSchedules } from "@scheduler-components/core";
import { createStdComponent } from "@scheduler-components/executor";
import { onTestFinished } from "vitest";
import { startDaemon, type Daemon } from "../../src/daemon/daemon.ts";
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from "../../src/daemon/http/limits.ts";
import { Tokens, type Token } from "../../src/daemon/http/tokens.ts";
import { cronProblem } from "../../src/daemon/schedule/cron.ts";
import type { Check } from "../../src/daemon/types.ts";
import { systemClock, type Clock } from "../../src/engine/clock.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { folderWith } from "../support/folder.ts";

export const HELLO = `version: "1.0"
name: hello world
inputs: { type: object, properties: { who: { type: string, default: world } }, additionalProperties: false }
actions: { actions: [{ id: greet, call: std.set, with: { text: "hello {{ inputs.who }}" } }] }
workflows: { nodes: [{ id: start, type: action, action: greet }] }
`;

export const WAIT = `version: "1.0"
name: wait
actions:
  actions:
    - { id: ask, call: std.wait_signal, with: { name: go } }
    - { id: done, call: std.set, with: { said: "{{ nodes.wait.output }}" } }
workflows:
  nodes:
    - { id: wait, type: action, action: ask, edges: [{ to: after }] }
    - { id: after, type: action, action: done }
`;

const SECRET = `version: "1.0"
name: secret
secrets: [PASSWORD]
actions: { actions: [{ id: tell, call: std.log, with: { message: "it is {{ secrets.PASSWORD }}" } }] }
workflows: { nodes: [{ id: start, type: action, action: tell }] }
`;

export const HOOK_SECRET = "a-secret-of-this-hook";

export const PASSWORD = "correct-horse-battery";

/** Understands scenarios of nothing but `std`; declared secrets are all the same. `REFUSED` ones are never supplied. */
const check: Check = async (_file, bytes) => {
  const catalogue = new Map([["std", await createStdComponent().describe()]]);
  const { ok, scenario, diagnostics, callsChecked } = checkScenario(bytes, { catalogue, cronProblem });
  if (scenario === undefined) return { ok, callsChecked, diagnostics, valid: undefined };
  const secrets = Object.fromEntries(scenario.secrets.map((name) => [name, PASSWORD]));
  return {
    ok,
    callsChecked,
    diagnostics,
    valid: {
      text: Buffer.from(bytes).toString(),
      title: scenario.name,
      description: scenario.description,
      inputs: scenario.inputs,
      schedules: readSchedules(bytes),
      changed: async () => false,
      permit: async () =>
        scenario.secrets.includes("REFUSED")
          ? { refused: [{ code: "secret-not-supplied", message: "no REFUSED", allow: "--secret REFUSED" }] }
          : { scenario, catalogue, secrets, options: {} },
    },
  };
};

export interface TestDaemon {
  readonly daemon: Daemon;
  readonly store: Store;
  readonly folder: string;
  /** What it said, a line each. */
  readonly said: string[];
  /** Resolves once it has said something with this text. */
  readonly saying: (text: string) => Promise<void>;
  readonly write: (file: string, text: string) => void;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly post: (path: string, body?: unknown, headers?: { readonly [name: string]: string }) => Promise<Response>;
}

export interface TestDaemonOptions {
  readonly files?: { readonly [name: string]: string };
  readonly tokens?: readonly Token[];
  readonly limits?: Partial<HttpLimits>;
  readonly maxRuns?: number;
  /** The file of the store; a new one by default. */
  readonly storeFile?: string;
  readonly clock?: Clock;
}

/** A daemon in this process, over when the test is. */
export async function testDaemon(options: TestDaemonOptions = {}): Promise<TestDaemon> {
  const files = { "hello.yaml": HELLO, "wait.yml": WAIT, "secret.yaml": SECRET, ...options.files };
  const folder = folderWith(files);
  const store = await openStore(options.storeFile ?? join(folderWith({}), "runs.db"));
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const daemon = await startDaemon({
    folder,
    store,
    check,
    say: (level, message, facts) => {
      said.push(`${level} ${message} ${JSON.stringify(facts)}`);
      for (const listener of listeners) listener();
    },
    clock: options.clock ?? systemClock,
    tokens: new Tokens(options.tokens ?? []),
    hooks: new Map([["hello", HOOK_SECRET]]),
    host: "127.0.0.1",
    port: 0,
    httpLimits: { ...DEFAULT_HTTP_LIMITS, rate: 10_000, burst: 10_000, ...options.limits },
    maxBytes: 1_000_000,
    maxRuns: options.maxRuns ?? 100,
    gracePeriodMs: 200,
    version: "0.0.0-test",
  });
  onTestFinished(async () => {
    await daemon.close();
    await store.close();
  });
  await daemon.ready;
  const fetchPath: TestDaemon["fetch"] = (path, init) => fetch(`${daemon.url}${path}`, init);
  return {
    daemon,
    store,
    folder,
    said,
    saying: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!said.some((line) => line.includes(text))) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    write: (file, text) => writeFileSync(join(folder, file), text),
    fetch: fetchPath,
    post: (path, body, headers = {}) =>
      fetchPath(path, {
        method: "POST",
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
  };
}

/** The events of a run, once it has ended. */
export async function ended({ fetch }: TestDaemon, id: string): Promise<readonly string[]> {
  const text = await (await fetch(`/runs/${id}/events`)).text();
  return text.trim().split("\n\n");
}
