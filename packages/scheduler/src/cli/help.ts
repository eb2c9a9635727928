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

/** A verb as a line of the help. */
interface VerbLine {
  readonly name: string;
  readonly operands: string;
  readonly summary: string;
}

/** The help of the program. */
export function programHelp(verbs: readonly VerbLine[]): string {
  return [
    "Usage: scheduler <verb> [operands] [options]",
    `Verbs:\n${verbLines(verbs)}`,
    "Each verb has its own help: scheduler <verb> --help. Version: scheduler --version.",
    "Examples:\n  scheduler validate scenario.yaml\n  scheduler run scenario.yaml --input base=http://127.0.0.1:8080\n",
  ].join("\n\n");
}

/** The help of the verbs that begin with the same word. */
export function groupHelp(word: string, verbs: readonly VerbLine[]): string {
  return [
    `Usage: scheduler ${word} <verb> [operands] [options]`,
    `Verbs:\n${verbLines(verbs)}`,
    `Each verb has its own help, with examples: scheduler ${word} <verb> --help.\n`,
  ].join("\n\n");
}

function verbLines(verbs: readonly VerbLine[]): string {
  return columns(
    verbs.map((verb): readonly [string, string] => [`${verb.name} ${verb.operands}`.trim(), verb.summary]),
  );
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
