import type { JsonValue } from "../json/value.ts";
import type { ExportDef } from "../scenario/scenario.ts";
import type { MetricReport } from "./report.ts";

class Metric implements MetricReport {
  count = 0;
  sum = 0;
  min: number | null = null;
  max: number | null = null;
  last: number | null;
  constructor(initial: number | null) {
    this.last = initial;
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.min = this.min === null || value < this.min ? value : this.min;
    this.max = this.max === null || value > this.max ? value : this.max;
    this.last = value;
  }
}

/**
 * The exported variables and metrics of a run. Those with `scope: task` are not held here; they are in the trace alone.
 * Objects by name have no prototype, since a name may be `__proto__`.
 */
export class ExportBook {
  readonly values: { [name: string]: JsonValue } = Object.create(null) as { [name: string]: JsonValue };
  readonly metrics: { [name: string]: Metric } = Object.create(null) as { [name: string]: Metric };

  /** From the start of the run an export has its default, or null. The first that gives a default wins. */
  declare(def: ExportDef): void {
    if (def.scope === "task") return;
    const known = this.values[def.name];
    if (known === undefined || (known === null && def.default !== undefined)) {
      this.values[def.name] = def.default ?? null;
      if (def.type === "metric")
        this.metrics[def.name] = new Metric(typeof def.default === "number" ? def.default : null);
    } else if (def.type === "metric") {
      this.metrics[def.name] ??= new Metric(null);
    }
  }

  /** Last write wins. A name that was never declared is ignored: its scope is the task. */
  set(name: string, value: JsonValue): void {
    if (this.values[name] === undefined) return;
    this.values[name] = value;
    if (typeof value === "number") this.metrics[name]?.add(value);
  }

  /** Puts in what was set, all at once; `sum`: as text. */
  restore(
    values: readonly (readonly [name: string, value: JsonValue])[],
    metrics: readonly (readonly [name: string, metric: Omit<MetricReport, "sum"> & { readonly sum: string }])[],
  ): void {
    for (const [name, value] of values) this.preview(name, value);
    for (const [name, { sum, ...metric }] of metrics)
      if (this.metrics[name] !== undefined) Object.assign(this.metrics[name], metric, { sum: Number(sum) });
  }

  /** Shows a value to expressions before the event that sets it. */
  preview(name: string, value: JsonValue): void {
    if (this.values[name] !== undefined) this.values[name] = value;
  }
}
