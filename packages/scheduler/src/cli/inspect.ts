import { basename } from "node:path";
import type { Manifest } from "@scheduler-components/core";
import { createPaint, visible } from "../report/paint.ts";
import { builtinManifests } from "./builtin.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";

/** What `inspect --format json` prints. */
interface Inspected {
  readonly component: string;
  readonly kind: "built-in" | "native";
  /** Whether it runs in a sandbox. Native code never does. */
  readonly contained: boolean;
  readonly file?: string;
  /** WIT interfaces; none for native code, which uses whatever the process can. */
  readonly imports: readonly string[];
  readonly manifest?: Manifest;
}

export const inspect: Command = {
  spec: {
    name: "inspect",
    summary: "Shows what a component offers, imports and needs. Reads its static manifest; runs nothing.",
    operands: "COMPONENT",
    least: 1,
    most: 1,
    options: {
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print it (default pretty)",
      },
    },
    notes: "COMPONENT is std, http, a file, a folder with a package.json, or npm:NAME.",
    examples: [
      "scheduler inspect http",
      "scheduler inspect ./greet.js",
      "scheduler inspect npm:@acme/scheduler-greet --format json",
    ],
  },
  run: async (args, io) => {
    const source = args.operands[0] as string;
    const inspected = await look(source, io);
    await writeResult(
      args,
      io,
      args.text("format") === "json" ? jsonText(inspected) : pretty(inspected, resultColour(args, io)),
    );
    return 0;
  },
};

async function look(source: string, io: Io): Promise<Inspected> {
  const builtin = (await builtinManifests()).get(source);
  if (builtin) return { component: source, kind: "built-in", contained: false, imports: [], manifest: builtin };
  const { locateComponent, readManifest } = await import("../load/static.ts");
  const located = await locateComponent(source, { folder: io.cwd, confined: false });
  if (!located.ok) throw new UsageError(`${located.refusal.message}.`);
  const { component } = located;
  if (component.kind === "wasm")
    throw new UsageError(`${component.file}: .wasm components are not supported by this version yet.`);
  const base = { component: source, kind: "native" as const, contained: false, file: component.file, imports: [] };
  if (component.manifest === undefined) return base;
  const read = await readManifest(component.manifest);
  if (!read.ok) throw new UsageError(`${read.refusal.message}.`);
  return { ...base, manifest: read.manifest };
}

function pretty(inspected: Inspected, colour: boolean): string {
  const paint = createPaint(colour);
  const { manifest } = inspected;
  const lines: string[] = [];
  const title = manifest ? `${visible(manifest.name)} ${visible(manifest.version)}` : basename(inspected.component);
  lines.push(`${paint("bold", title)}${manifest?.description ? `: ${visible(manifest.description)}` : ""}`);
  lines.push(
    `kind     ${inspected.kind}${inspected.kind === "native" ? `, ${paint("yellow", "not contained")}: runs with all rights of the process` : ", part of the scheduler: not contained"}`,
  );
  if (inspected.file) lines.push(`file     ${inspected.file}`);
  lines.push(`imports  ${inspected.imports.length > 0 ? inspected.imports.join(", ") : "none"}`);
  lines.push(`needs    ${manifest?.requests ? visible(JSON.stringify(manifest.requests)) : "nothing said"}`);
  if (!manifest) lines.push("offers   unknown: there is no static manifest beside it");
  for (const [operation, call] of Object.entries(manifest?.calls ?? {})) {
    lines.push(
      "",
      `${paint("cyan", visible(operation))}${call.description ? `: ${visible(call.description)}` : ""}${call.idempotent ? " (idempotent)" : ""}`,
    );
    const required = new Set(
      Array.isArray(call.parameters["required"]) ? (call.parameters["required"] as readonly unknown[]) : [],
    );
    const properties = call.parameters["properties"];
    if (typeof properties !== "object" || properties === null) continue;
    for (const [name, schema] of Object.entries(properties))
      lines.push(`  ${visible(name)}${required.has(name) ? "" : "?"}: ${typeText(schema)}`);
  }
  return `${lines.join("\n")}\n`;
}

function typeText(schema: unknown): string {
  if (typeof schema !== "object" || schema === null) return "anything";
  const { type, description, enum: allowed } = schema as { readonly [key: string]: unknown };
  const kind = Array.isArray(allowed)
    ? allowed.map((item) => JSON.stringify(item)).join(" | ")
    : Array.isArray(type)
      ? type.join(" | ")
      : typeof type === "string"
        ? type
        : "any";
  return visible(typeof description === "string" ? `${kind} — ${description}` : kind);
}
