import { GLOBAL_OPTIONS, type CommandSpec, type OptionSpecs } from "./command.ts";

/** The help of one verb. */
export function verbHelp(spec: CommandSpec): string {
  const parts = [
    `Usage: scheduler ${[spec.name, spec.operands, "[options]"].filter(Boolean).join(" ")}`,
    `${spec.summary}`,
    `Options:\n${optionLines({ ...spec.options, ...GLOBAL_OPTIONS })}`,
  ];
  if (spec.notes) parts.push(spec.notes);
  parts.push(`Examples:\n${spec.examples.map((line) => `  ${line}`).join("\n")}`);
  return `${parts.join("\n\n")}\n`;
}

/** The help of the program. */
export function programHelp(
  verbs: readonly { readonly name: string; readonly operands: string; readonly summary: string }[],
): string {
  const rows = verbs.map((verb): readonly [string, string] => [`${verb.name} ${verb.operands}`.trim(), verb.summary]);
  return [
    "Usage: scheduler <verb> [operands] [options]",
    `Verbs:\n${columns(rows)}`,
    "Each verb has its own help: scheduler <verb> --help. Version: scheduler --version.",
    "Examples:\n  scheduler validate scenario.yaml\n  scheduler run scenario.yaml --input base=http://127.0.0.1:8080\n",
  ].join("\n\n");
}

function optionLines(options: OptionSpecs): string {
  return columns(
    Object.entries(options).map(([name, option]): readonly [string, string] => {
      const short = option.short ? `-${option.short}, ` : "    ";
      const value = option.type === "string" ? ` ${option.value ?? "VALUE"}` : "";
      const choices = option.choices ? `: ${option.choices.join(", ")}` : "";
      return [`${short}--${name}${value}`, `${option.description}${choices}${option.multiple ? " (repeatable)" : ""}`];
    }),
  );
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
