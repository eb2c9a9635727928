import { basename } from "node:path";
import type { JsonObject, JsonValue, Manifest } from "@scheduler-components/core";
import { LIMIT_NAMES, limitText } from "../policy/limits.ts";
import { createPaint, visible, visibleLines, type Paint } from "../report/paint.ts";
import type { Inspected, InspectedPlain, InspectedWasm } from "./inspect.ts";

/** What `inspect` prints for people. All texts of the component are made visible. */
export function prettyInspected(inspected: Inspected, colour: boolean): string {
  const paint = createPaint(colour);
  const { manifest } = inspected;
  const title = manifest ? `${visible(manifest.name)} ${visible(manifest.version)}` : basename(inspected.component);
  const lines = [`${paint("bold", title)}${manifest?.description ? `: ${visible(manifest.description)}` : ""}`];
  lines.push(...(inspected.kind === "wasm" ? wasmLines(inspected, paint) : plainLines(inspected, paint)));
  lines.push(...callLines(manifest, paint));
  if (inspected.kind === "wasm") lines.push("", paint("dim", "wit"), visibleLines(inspected.wit.trimEnd()));
  return `${lines.join("\n")}\n`;
}

function plainLines({ kind, file, manifest }: InspectedPlain, paint: Paint): string[] {
  const how =
    kind === "native"
      ? `, ${paint("yellow", "not contained")}: runs with all rights of the process`
      : ", part of the scheduler: not contained";
  return [
    `kind     ${kind}${how}`,
    ...(file === undefined ? [] : [`file     ${visible(file)}`]),
    "imports  none",
    `needs    ${manifest?.requests ? visible(JSON.stringify(manifest.requests)) : "nothing said"}`,
    ...(manifest ? [] : ["offers   unknown: there is no static manifest beside it"]),
  ];
}

/** What a class of imports means, for people. */
const CLASSES = {
  always: "always",
  empty: "empty: there is nothing in it",
  grant: "grant: as far as it is granted",
  denied: "denied: every use of it fails",
} as const;

function wasmLines(inspected: InspectedWasm, paint: Paint): string[] {
  const { file, sizeBytes, sha256, imports, exports, needs, limits, id, manifest } = inspected;
  const width = Math.max(0, ...imports.map(({ name }) => name.length));
  const imported = imports.map(({ name, class: kind }) => `${visible(name).padEnd(width)}  ${CLASSES[kind]}`);
  const wanted = needs.map(({ message, allow }) => visible(allow ?? message));
  // Clients that are imported and reach nothing, since no origin is requested.
  const unasked = imports.some(({ name }) => HTTP_CLIENTS.test(name)) && manifest.requests?.["http"] === undefined;
  if (unasked) wanted.push(`--allow ${id}=http:ORIGIN for what it is to reach: it imports HTTP and requests no origin`);
  const limitWidth = Math.max(...LIMIT_NAMES.map((name) => name.length));
  const amountWidth = Math.max(...LIMIT_NAMES.map((name) => limitText(name, limits[name].limit).length));
  return [
    `kind     wasm, ${paint("green", "contained")}`,
    `file     ${visible(file)}`,
    `size     ${sizeBytes} bytes`,
    `sha256   ${sha256}`,
    ...listed("imports", imported, "nothing"),
    ...listed("exports", exports.map(visible), "nothing"),
    ...listed("needs", wanted, "nothing beyond the defaults"),
    ...listed(
      "limits",
      LIMIT_NAMES.map((name) => {
        const { limit, default: usual, description } = limits[name];
        const amount = limitText(name, limit).padEnd(amountWidth);
        const changed = limit === usual ? "" : ` (default ${limitText(name, usual)})`;
        return `${name.padEnd(limitWidth)}  ${amount}  ${description}${changed}`;
      }),
      "none",
    ),
  ];
}

const HTTP_CLIENTS = /^(?:scheduler:actions-http\/client|wasi:http\/outgoing-handler)(?:@|$)/;

/** Items below one another, the first beside their title. */
function listed(title: string, items: readonly string[], none: string): string[] {
  const [first = none, ...rest] = items;
  return [`${title.padEnd(9)}${first}`, ...rest.map((item) => `${" ".repeat(9)}${item}`)];
}

function callLines(manifest: Manifest | undefined, paint: Paint): string[] {
  const lines: string[] = [];
  for (const [operation, call] of Object.entries(manifest?.calls ?? {})) {
    lines.push(
      "",
      `${paint("cyan", visible(operation))}${call.description ? `: ${visible(call.description)}` : ""}${call.idempotent ? " (idempotent)" : ""}`,
    );
    lines.push(...propertyLines(call.parameters, "  "));
    if (call.output)
      lines.push(`  ${paint("dim", "output:")} ${typeText(call.output)}`, ...propertyLines(call.output, "    "));
  }
  return lines;
}

/** The properties of an object's schema, those that may be left out marked. */
function propertyLines(schema: JsonObject, indent: string): string[] {
  const { required, properties } = schema as { readonly [key: string]: JsonValue | undefined };
  const needed = new Set(Array.isArray(required) ? (required as readonly JsonValue[]) : []);
  if (typeof properties !== "object" || properties === null) return [];
  return Object.entries(properties).map(
    ([name, item]) => `${indent}${visible(name)}${needed.has(name) ? "" : "?"}: ${typeText(item)}`,
  );
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
