import type { ActionError, Catalogue, ComponentDef, JsonValue, Manifest, Scenario } from "@scheduler-components/core";
import {
  createRegistry,
  createStdComponent,
  type ComponentSource,
  type Registry,
  type Timer,
} from "@scheduler-components/executor";
import { createScenarioComponent, type ChildRunner } from "../child/component.ts";
import { ComponentUnavailableError } from "./errors.ts";
import { whyNoManifest } from "../load/why-no-manifest.ts";
import type { SchedulerOptions } from "./types.ts";

/** The components of one run: the built-in, those given, and those that the scenario names. */
export async function gatherComponents(
  scenario: Scenario,
  options: SchedulerOptions,
  timer: Timer,
  children?: ChildRunner,
): Promise<Registry> {
  const sources: { [id: string]: ComponentSource } = Object.create(null) as { [id: string]: ComponentSource };
  sources["std"] = () => createStdComponent({ timer });
  sources["http"] = async () => {
    // Loaded when first needed: its HTTP library costs more to start than the engine.
    const { createHttpComponent } = await import("@scheduler-components/actions-http");
    const policy = options.policy?.http;
    return createHttpComponent(policy === undefined ? options.http : { ...options.http, policy });
  };
  sources["scenario"] = () => createScenarioComponent(children);
  for (const [id, source] of Object.entries(options.components ?? {})) sources[id] = source;
  const configs: { [id: string]: JsonValue } = Object.create(null) as { [id: string]: JsonValue };
  for (const def of scenario.components) {
    if (def.config !== undefined) configs[def.id] = def.config;
    if (options.components === undefined || !Object.hasOwn(options.components, def.id))
      sources[def.id] = await load(def, options);
  }
  return createRegistry(sources, { configs, timer, ...grace(options) });
}

function grace(options: SchedulerOptions): { readonly releaseTimeoutMs?: number } {
  return options.gracePeriodMs === undefined ? {} : { releaseTimeoutMs: options.gracePeriodMs };
}

async function load(def: ComponentDef, options: SchedulerOptions): Promise<ComponentSource> {
  if (options.load === undefined) {
    const message = `The scenario's component "${def.id}" (${def.source}) was not given; give it in "components", or a "load" that may load it.`;
    throw new ComponentUnavailableError(def.id, message);
  }
  try {
    return await options.load(def);
  } catch (cause) {
    const message = `The component "${def.id}" (${def.source}) could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ComponentUnavailableError(def.id, message, { cause });
  }
}

/**
 * The manifests of a run's components. A scenario that calls nothing but `std` needs no other: `std` asks for no edits. One that
 * is not called is left out where it cannot be described; one that is called must say what it offers.
 */
export async function describeComponents(scenario: Scenario, registry: Registry): Promise<Catalogue> {
  const called = new Set(
    scenario.actions
      .flatMap(({ call, compensate }) => [call, compensate?.call ?? call])
      .map((call) => call.slice(0, Math.max(0, call.indexOf(".")))),
  );
  const catalogue = new Map<string, Manifest>();
  const onlyStd = [...called].every((id) => id === "std");
  for (const id of onlyStd ? ["std"] : registry.ids) {
    const described = await registry.describe(id);
    const why = described.ok ? whyUnusable(id, described.manifest) : fullMessage(described.error);
    if (described.ok && why === undefined) catalogue.set(id, described.manifest);
    else if (called.has(id))
      throw new ComponentUnavailableError(id, why ?? "", described.ok ? {} : { cause: described.error });
  }
  return catalogue;
}

function fullMessage({ message, causes }: ActionError): string {
  return [message.replace(/[.]$/, ""), ...causes.map((cause) => cause.message)].join(": ");
}

const BUILT_IN: ReadonlySet<string> = new Set(["std", "http", "scenario"]);

/** The built-in describe themselves as they should, and looking costs time that every start would pay. */
function whyUnusable(id: string, manifest: Manifest): string | undefined {
  const why = BUILT_IN.has(id) ? undefined : whyNoManifest(manifest);
  return why === undefined ? undefined : `The component "${id}" describes itself wrongly: ${why}`;
}
