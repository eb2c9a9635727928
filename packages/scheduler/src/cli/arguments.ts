import { parseArgs } from "node:util";
import { GLOBAL_OPTIONS, type CommandSpec, type OptionSpecs } from "./command.ts";
import { UsageError } from "./failure.ts";
import { suggestion } from "./suggestion.ts";

/** A verb's command line, understood. */
export interface Arguments {
  readonly operands: readonly string[];
  readonly flag: (name: string) => boolean;
  /** The last one given. */
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
}

/** Reads a verb's arguments. Throws `UsageError` on anything that the verb does not take. */
export function parseArguments(spec: CommandSpec, argv: readonly string[]): Arguments {
  const options: OptionSpecs = { ...spec.options, ...GLOBAL_OPTIONS };
  const { tokens } = parseArgs({
    args: [...argv],
    // Not strict: its messages do not say what is allowed.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [
        name,
        { type: option.type, ...(option.short ? { short: option.short } : {}) },
      ]),
    ),
  });
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const value = optionValue(options, token, spec.name);
    const before = values.get(token.name) ?? [];
    if (before.length > 0 && !options[token.name]?.multiple) throw new UsageError(`${token.rawName} is given twice.`);
    values.set(token.name, [...before, value]);
  }
  if (!values.has("help")) checkOperands(spec, operands);
  return {
    operands,
    flag: (name) => values.has(name),
    text: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name) ?? [],
  };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function optionValue(options: OptionSpecs, token: OptionToken, verb: string): string {
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (!option) {
    const hint = suggestion(token.name, Object.keys(options), (name) => `--${name}`);
    throw new UsageError(`Unknown option for ${verb}: ${token.rawName}.`, {
      hint: hint ?? `See: scheduler ${verb} --help`,
    });
  }
  if (option.type === "boolean") {
    if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
    return "";
  }
  // A value that looks like an option is one whose value was forgotten, unless it is written with an equals sign.
  if (token.value === undefined || (!token.inlineValue && token.value.length > 1 && token.value.startsWith("-"))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? "VALUE"}.`);
  }
  if (option.choices && !option.choices.includes(token.value)) {
    const hint = suggestion(token.value, option.choices);
    throw new UsageError(
      `Invalid value for ${token.rawName}: ${token.value}. Expected one of: ${option.choices.join(", ")}.`,
      hint === undefined ? {} : { hint },
    );
  }
  return token.value;
}

function checkOperands(spec: CommandSpec, operands: readonly string[]): void {
  if (operands.length < spec.least) {
    throw new UsageError(`${spec.name} needs ${spec.operands}.`, { hint: `See: scheduler ${spec.name} --help` });
  }
  if (operands.length > spec.most) {
    const extra = operands.slice(spec.most).join(" ");
    throw new UsageError(`${spec.name} takes ${spec.most === 0 ? "no operand" : spec.operands}; left over: ${extra}.`, {
      hint: `See: scheduler ${spec.name} --help`,
    });
  }
}

/** The `name=value` of a repeated option. */
export function assignment(option: string, text: string, example: string): readonly [name: string, value: string] {
  const at = text.indexOf("=");
  if (at <= 0)
    throw new UsageError(
      `Invalid value for ${option}: ${text}. Expected NAME=VALUE, for example ${option} ${example}.`,
    );
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A whole number option, within bounds. */
export function wholeNumber(args: Arguments, name: string, least: number, most: number): number | undefined {
  const text = args.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`Invalid value for --${name}: ${text}. Expected a whole number from ${least} to ${most}.`);
  }
  return value;
}
