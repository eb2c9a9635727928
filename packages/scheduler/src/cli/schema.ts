import { scenarioSchema, isJsonObject, type JsonObject, type JsonValue, type Manifest } from "@scheduler-components/core";
import { builtinManifests } from "./builtin.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { readSources, COMPONENT_OPTION } from "./policy-flags.ts";
import { jsonText, writeResult } from "./result.ts";

export const schema: Command = {
  spec: {
    name: "schema",
    summary: "Prints the scenario's JSON Schema, for editors. With --component, the parameters of its calls too.",
    operands: "",
    least: 0,
    most: 0,
    options: COMPONENT_OPTION,
    notes: "With any --component the calls of std and http are in it too. Runs no component: static manifests are read.",
    examples: ["scheduler schema --output scenario.schema.json", "scheduler schema --component greet=./greet.js"],
  },
  run: async (args, io) => {
    const sources = readSources(args);
    const printed = sources.size === 0 ? scenarioSchema : withCalls(scenarioSchema, await manifestsOf(sources, io));
    await writeResult(args, io, jsonText(printed));
    return 0;
  },
};

async function manifestsOf(sources: ReadonlyMap<string, string>, io: Io): Promise<ReadonlyMap<string, Manifest>> {
  const { locateComponent, readManifest } = await import("../load/static.ts");
  const manifests = await builtinManifests();
  for (const [id, source] of sources) {
    const located = await locateComponent(source, { folder: io.cwd, confined: false });
    if (!located.ok) throw new UsageError(`${located.refusal.message}.`);
    if (located.component.manifest === undefined) throw new UsageError(`The component ${id} (${source}) ships no static manifest.`);
    const read = await readManifest(located.component.manifest);
    if (!read.ok) throw new UsageError(`${read.refusal.message}.`);
    manifests.set(id, read.manifest);
  }
  return manifests;
}

/** The schema with, for every call, what its action's `with` must be. */
function withCalls(base: JsonObject, manifests: ReadonlyMap<string, Manifest>): JsonObject {
  const rules: JsonValue[] = [];
  for (const [id, manifest] of manifests) {
    for (const [operation, call] of Object.entries(manifest.calls)) {
      rules.push({
        if: { properties: { call: { const: `${id}.${operation}` } }, required: ["call"] },
        then: { properties: { with: templated(call.parameters, 0) } },
      });
    }
  }
  const actions = { properties: { actions: { properties: { actions: { items: { allOf: rules } } } } } };
  return { ...base, allOf: [...(Array.isArray(base["allOf"]) ? (base["allOf"] as readonly JsonValue[]) : []), actions] };
}

/**
 * A schema of parameters as they are written: any value may be a template instead. What a node's `with` adds is not known here,
 * so nothing is required.
 */
function templated(schema: JsonValue, depth: number): JsonValue {
  if (!isJsonObject(schema) || depth > 8) return true;
  const { required: _required, properties, ...rest } = schema;
  const written: JsonObject = isJsonObject(properties)
    ? { ...rest, properties: Object.fromEntries(Object.entries(properties).map(([name, item]) => [name, templated(item, depth + 1)])) }
    : rest;
  return depth === 0 ? written : { anyOf: [written, { type: "string", pattern: String.raw`\{\{` }] };
}
