/** Counters and gauges in the text format of Prometheus. */

type Labels = { readonly [name: string]: string };

interface Family {
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly values: Map<string, number>;
}

export class Metrics {
  readonly #families = new Map<string, Family>();

  /** Names a metric, so that it is shown before it has a value. */
  define(name: string, type: Family["type"], help: string): void {
    this.#families.set(name, { type, help, values: new Map() });
  }

  add(name: string, labels: Labels = {}, amount = 1): void {
    const values = this.#families.get(name)?.values;
    const key = labelText(labels);
    values?.set(key, (values.get(key) ?? 0) + amount);
  }

  set(name: string, value: number, labels: Labels = {}): void {
    this.#families.get(name)?.values.set(labelText(labels), value);
  }

  text(): string {
    const lines: string[] = [];
    for (const [name, { type, help, values }] of this.#families) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
    }
    return `${lines.join("\n")}\n`;
  }
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
