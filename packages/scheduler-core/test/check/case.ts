import type { DiagnosticCode } from "../../src/index.ts";

/** The head and the nodes of a scenario that is right, for cases about something else. */
export const head = 'version: "1.0"\nname: t\n';
export const noop = "actions: { actions: [{ id: a, call: std.noop }] }\n";
export const nodes = "workflows: { nodes: [{ id: n, type: action, action: a }] }\n";
export const graph = (list: string): string => `${head}${noop}workflows:\n  nodes:\n${list.replaceAll(/^/gm, "    ")}`;

/** `shown` is the text that the diagnostic points at: line, column and both ends are right only if it is. */
export type Case = readonly [
  name: string,
  document: string | Uint8Array,
  shown: string,
  path: string,
  hint?: string | RegExp,
];

export type Cases = { readonly [code in DiagnosticCode]?: readonly Case[] };
