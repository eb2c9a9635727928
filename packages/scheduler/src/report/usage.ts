import type { ComponentUsage, RunReport } from "@scheduler-components/core";
import { COMPONENT_LIMITS, isLimitName, limitText } from "../policy/limits.ts";
import { visible, type Paint } from "./paint.ts";

/** From this part of a limit on what was used of it is marked. */
const NEARLY_ALL = 0.9;

const KIB = 1024;

type Usages = RunReport["components"];

/** A line for each contained component, and what it used of its limits below; what it used nothing of is left out. */
export function usageBlock(components: Usages, paint: Paint): string {
  return Object.entries(components ?? {})
    .map(([id, usage]) => {
      const { calls, instances, faults } = usage;
      const counts = [plural(calls, "call"), plural(instances, "instance")];
      if (faults > 0) counts.push(paint("red", plural(faults, "fault")));
      const head = `contained ${paint("bold", visible(id))}: ${counts.join(", ")}`;
      const used = usedLimits(usage).map(({ name, used, limit }) => {
        const text = `${name} ${usedText(name, used)}/${limitOf(name, limit)}`;
        return used >= limit * NEARLY_ALL ? paint("yellow", text) : text;
      });
      return used.length === 0 ? head : `${head}\n  ${used.join(", ")}`;
    })
    .join("\n");
}

/** The same as pairs of a name and a text. */
export function usageProperties(components: Usages): readonly (readonly [name: string, value: string])[] {
  return Object.entries(components ?? {}).flatMap(([id, usage]): (readonly [string, string])[] => [
    [`component.${id}.sha256`, usage.sha256],
    [`component.${id}.calls`, String(usage.calls)],
    [`component.${id}.instances`, String(usage.instances)],
    [`component.${id}.faults`, String(usage.faults)],
    ...usedLimits(usage).map(({ name, used, limit }): [string, string] => [
      `component.${id}.${name}`,
      `${usedText(name, used)}/${limitOf(name, limit)}`,
    ]),
  ]);
}

function usedLimits({ limits }: ComponentUsage): { name: string; used: number; limit: number }[] {
  return Object.entries(limits)
    .filter(([, { used }]) => used > 0)
    .map(([name, { used, limit }]) => ({ name, used, limit }));
}

function limitOf(name: string, value: number): string {
  return isLimitName(name) ? limitText(name, value) : String(value);
}

/** What was used is seldom a round number: a size is given in the unit of its magnitude. */
function usedText(name: string, value: number): string {
  if (!isLimitName(name) || COMPONENT_LIMITS[name].unit !== "bytes" || value < KIB) return limitOf(name, value);
  const [size, unit] = value < KIB * KIB ? [value / KIB, "KiB"] : [value / (KIB * KIB), "MiB"];
  return `${Number(size.toFixed(1))}${unit}`;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
