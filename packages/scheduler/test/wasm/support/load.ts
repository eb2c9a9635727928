/** A guest's bytes as a component behind its gates, and scenarios that call it. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpOptions } from "@scheduler-components/actions-http";
import type { JsonObject, RunReport, Trace } from "@scheduler-components/core";
import type { ActionComponent } from "@scheduler-components/executor";
import { scenario, testScheduler } from "../../engine/support.ts";
import { createComponentLoader, type Answer, type ComponentLoader } from "../../../src/load/loader.ts";
import { limitText, type LimitName, type SomeLimits } from "../../../src/policy/limits.ts";
import { KEPT } from "./kept.ts";
import { EMPTY_POLICY, NO_ALLOWANCE, type Allowance } from "../../../src/policy/policy.ts";

export interface LoadGuestOptions {
  /** What the scenario asks for; the operator allows all of it, and nothing else. */
  readonly limits?: SomeLimits;
  readonly http?: readonly string[];
  readonly env?: readonly string[];
  readonly secrets?: { readonly [name: string]: string };
  /** What the scenario asks for beyond that, in vain. */
  readonly asks?: JsonObject;
  readonly environment?: { readonly [name: string]: string };
  readonly client?: HttpOptions;
  readonly sha256?: string;
  /** Where it is kept once it is transpiled; with those of all tests unless said. */
  readonly cacheFolder?: string | null;
  readonly said?: string[];
}

const folder = realpathSync(mkdtempSync(join(tmpdir(), "scheduler-guests-")));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

export interface GuestLoader {
  readonly loader: ComponentLoader;
  readonly def: { readonly id: string; readonly source: string; readonly requests: JsonObject };
}

/** A loader for one component, `guest`, with these bytes. */
export function loaderFor(bytes: Uint8Array, options: LoadGuestOptions = {}): GuestLoader {
  const { limits = {}, http = [], env = [], secrets = {}, asks = {}, environment = {}, client = {} } = options;
  const source = `guest-${++files}.wasm`;
  writeFileSync(join(folder, source), bytes);
  const allowance: Allowance = { ...NO_ALLOWANCE, http, env, secrets: Object.keys(secrets), limits };
  const loader = createComponentLoader({
    folder,
    policy: { ...EMPTY_POLICY, components: new Map([["guest", allowance]]) },
    env: environment,
    http: { proxy: "none", ...client },
    cacheFolder: options.cacheFolder === undefined ? KEPT : options.cacheFolder,
  });
  const requests: { [name: string]: JsonObject[string] } = { ...asks };
  if (http.length > 0) requests["http"] = [...http];
  if (env.length > 0) requests["env"] = [...env];
  if (Object.keys(secrets).length > 0) requests["secrets"] = Object.keys(secrets);
  for (const [name, amount] of Object.entries(limits)) requests[name] = limitText(name as LimitName, amount);
  const { sha256 } = options;
  return { loader, def: { id: "guest", source, requests, ...(sha256 === undefined ? {} : { sha256 }) } };
}

export function tryGuest(
  bytes: Uint8Array,
  options: LoadGuestOptions = {},
): Promise<Answer<{ readonly component: ActionComponent }>> {
  const { loader, def } = loaderFor(bytes, options);
  const { secrets = {}, said } = options;
  return loader.load(def, { secrets, said: (level, message) => said?.push(`${level}: ${message}`) });
}

/** As `tryGuest`, for what must load. */
export async function loadGuest(bytes: Uint8Array, options: LoadGuestOptions = {}): Promise<ActionComponent> {
  const loaded = await tryGuest(bytes, options);
  if (loaded.ok) return loaded.component;
  throw new Error(`${loaded.refusal.code}: ${loaded.refusal.message}`);
}

/** Calls `guest.go` once in a run of its own, beside a task of `std`. */
export async function runGuest(component: ActionComponent, parameters: JsonObject = {}): Promise<RunReport> {
  const text = scenario(
    [
      { id: "go", call: "guest.go", with: parameters },
      { id: "beside", call: "std.set", with: { unharmed: true } },
    ],
    [
      { id: "guest", action: "go" },
      { id: "native", action: "beside" },
    ],
    { on_failure: "continue" },
  );
  return testScheduler({ components: { guest: () => component } }).run(text);
}

/** The last trace of the task `guest`. */
export function traceOf(report: RunReport): Trace {
  const trace = report.traces.findLast(({ task }) => task === "guest");
  if (trace === undefined) throw new Error("The guest's task has no trace.");
  return trace;
}
