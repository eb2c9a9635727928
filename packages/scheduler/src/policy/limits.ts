import { parseDuration, parseSize } from "@scheduler-components/core";

/** What bounds a contained component. `unit` says what a number of it counts. */
export interface LimitDefinition {
  readonly unit: "bytes" | "ms" | "count";
  /** In force unless asked for otherwise; asking for up to this needs nobody's word. */
  readonly default: number;
  readonly description: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export type LimitName =
  | "memory"
  | "tables"
  | "timeout"
  | "instances"
  | "output"
  | "logs"
  | "edits"
  | "host_calls"
  | "bytes_in"
  | "bytes_out";

/** By the name that `requests`, `--allow ID=NAME:VALUE`, a policy file and the report use. Sizes in bytes, times in milliseconds. */
export const COMPONENT_LIMITS: { readonly [name in LimitName]: LimitDefinition } = {
  memory: { unit: "bytes", default: 256 * MIB, description: "all memories of one instance together" },
  tables: { unit: "count", default: 100_000, description: "elements of one instance's tables together" },
  timeout: { unit: "ms", default: 60_000, description: "wall-clock time of one call, waiting for HTTP included" },
  instances: { unit: "count", default: 16, description: "instances at once, each in a thread of its own" },
  output: { unit: "bytes", default: 16 * MIB, description: "the answer of one call, as text" },
  logs: { unit: "bytes", default: 256 * KIB, description: "log entries, stdout and stderr of one call" },
  edits: { unit: "count", default: 10_000, description: "edits asked for in one call" },
  host_calls: {
    unit: "count",
    default: 10_000,
    description: "questions to the host in one call: tasks, resources, HTTP",
  },
  bytes_in: { unit: "bytes", default: 64 * MIB, description: "bodies of the responses that one call gets" },
  bytes_out: { unit: "bytes", default: 64 * MIB, description: "bodies of the requests that one call sends" },
};

/** Some of the limits, by name. */
export type SomeLimits = { readonly [name in LimitName]?: number };

/** Every limit, by name. */
export type ComponentLimits = { readonly [name in LimitName]: number };

export const LIMIT_NAMES: readonly LimitName[] = Object.keys(COMPONENT_LIMITS) as LimitName[];

export const DEFAULT_COMPONENT_LIMITS: ComponentLimits = Object.fromEntries(
  LIMIT_NAMES.map((name) => [name, COMPONENT_LIMITS[name].default]),
) as ComponentLimits;

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(COMPONENT_LIMITS, name);
}

/** A limit's amount from its text: a size, a duration, or a whole number; undefined where it is none, or nothing at all. */
export function parseLimit(name: LimitName, text: string): number | undefined {
  const { unit } = COMPONENT_LIMITS[name];
  if (unit === "count") return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : undefined;
  const amount = unit === "bytes" ? parseSize(text) : parseDuration(text);
  return amount !== undefined && amount > 0 ? amount : undefined;
}

/** An amount as `parseLimit` reads it. */
export function limitText(name: LimitName, amount: number): string {
  const { unit } = COMPONENT_LIMITS[name];
  if (unit === "count") return String(amount);
  if (unit === "ms") return amount > 0 && amount % 1000 === 0 ? `${amount / 1000}s` : `${amount}ms`;
  if (amount > 0 && amount % MIB === 0) return `${amount / MIB}MiB`;
  if (amount > 0 && amount % KIB === 0) return `${amount / KIB}KiB`;
  return `${amount}B`;
}

/** What a limit's text looks like, for messages. */
export function limitForm(name: LimitName): string {
  return { bytes: "a size such as 64MiB", ms: "a duration such as 5s", count: "a whole number from 1" }[
    COMPONENT_LIMITS[name].unit
  ];
}
