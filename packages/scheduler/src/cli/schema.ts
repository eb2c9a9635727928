import {
  scenarioSchema,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Manifest,
} from "@scheduler-components/core";
import type { OperatorPolicy } from "../policy/policy.ts";
import { builtinManifests } from "./builtin.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { COMPONENT_OPTION, DESCRIBE_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { refusalError } from "./refusal-text.ts";
import { jsonText, writeResult } from "./result.ts";

export const schema: Command = {
  spec: {
    name: "schema",
    summary: "Prints the scenario's JSON Schema, for editors. With --component, the parameters of its calls too.",
    operands: "",
    least: 0,
    most: 0,
    options: { ...COMPONENT_OPTION, ...DESCRIBE_OPTIONS },
    notes:
      "With any --component the calls of std and http are in it too. Runs no native component: static manifests are read.\n" +
      "A .wasm component describes itself, contained and without grants; some need more of a limit for it (--allow).",
    examples: ["scheduler schema --output scenario.schema.json", "scheduler schema --component greet=./greet.wasm"],
  },
  run: async (args, io) => {
    const sources = readSources(args);
    const policy = await readPolicy(args, io);
    const printed =
      sources.size === 0 ? scenarioSchema : withCalls(scenarioSchema, await manifestsOf(sources, policy, io));
    await writeResult(args, io, jsonText(printed));
    return 0;
  },
};

async function manifestsOf(
  sources: ReadonlyMap<string, string>,
  policy: OperatorPolicy,
  io: Io,
): Promise<ReadonlyMap<string, Manifest>> {
  const { createComponentLoader } = await import("../load/loader.ts");
  const loader = createComponentLoader({ folder: io.cwd, policy, sources, cwd: io.cwd });
  const manifests = await builtinManifests();
  for (const [id, source] of sources) {
    const described = await loader.describe({ id, source });
    if (!described.ok) throw refusalError(described.refusal);
    if (!described.manifest) throw new UsageError(`The component ${id} (${source}) ships no static manifest.`);
    manifests.set(id, described.manifest);
  }
  return manifests;
}

/** The schema with, for every call, what its action's `with` must be. */
function withCalls(base: JsonObject, manifests: ReadonlyMap<string, Manifest>): JsonObject {
  const rules: JsonValue[] = [];
  for (const [id, manifest] of manifests) {
    for (const [operation, { parameters }] of Object.entries(manifest.calls)) {
      const name = `${id}.${operation}`;
      // A document of its own, so that its references within itself go on to mean itself.
      const written = { $id: `urn:scheduler-components:call:${name}`, ...asWritten(parameters, 0) };
      const condition = { properties: { call: { const: name } }, required: ["call"] };
      // oxlint-disable-next-line no-thenable -- a keyword of JSON Schema
      rules.push({ if: condition, then: { properties: { with: written } } });
    }
  }
  const actions = { properties: { actions: { properties: { actions: { items: { allOf: rules } } } } } };
  return {
    ...base,
    allOf: [...(Array.isArray(base["allOf"]) ? (base["allOf"] as readonly JsonValue[]) : []), actions],
  };
}

/** How deep a schema is followed; what lies below takes no template. */
const DEEPEST = 16;

/** A schema of parameters as they are written. What a node's `with` adds is not known here, so nothing is required. */
function asWritten(schema: JsonObject, depth: number): JsonObject {
  const written = new Map<string, JsonValue>();
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === "required" && depth === 0) continue;
    if ((keyword === "properties" || keyword === "$defs") && isJsonObject(value)) {
      written.set(
        keyword,
        Object.fromEntries(Object.entries(value).map(([name, item]) => [name, orTemplate(item, depth + 1)])),
      );
    } else if (keyword === "items" || keyword === "additionalProperties")
      written.set(keyword, orTemplate(value, depth + 1));
    else written.set(keyword, value);
  }
  return Object.fromEntries(written);
}

/** A value, or a template in its place. */
function orTemplate(schema: JsonValue, depth: number): JsonValue {
  if (!isJsonObject(schema) || depth > DEEPEST) return schema;
  return { anyOf: [asWritten(schema, depth), { type: "string", pattern: String.raw`\{\{` }] };
}
