import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";

/** 0 succeeded or valid, 1 failed or not valid, 2 usage, unreadable or invalid input, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

export interface OptionSpec {
  readonly type: "boolean" | "string";
  /** May be given several times. */
  readonly multiple?: boolean;
  /** How the value is called in the help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly short?: string;
  readonly description: string;
}

export type OptionSpecs = { readonly [name: string]: OptionSpec };

/** What a verb takes. Its help is made from this alone. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** What follows the verb, for the usage line. */
  readonly operands: string;
  /** How many operands. */
  readonly least: number;
  readonly most: number;
  readonly options: OptionSpecs;
  readonly notes?: string;
  readonly examples: readonly string[];
}

export interface Command {
  readonly spec: CommandSpec;
  readonly run: (args: Arguments, io: Io) => Promise<ExitCode>;
}

/** Every verb takes these. */
export const GLOBAL_OPTIONS: OptionSpecs = {
  output: { type: "string", short: "o", value: "FILE", description: "write the result to FILE instead of stdout" },
  quiet: { type: "boolean", short: "q", description: "nothing on stderr but errors" },
  "log-level": {
    type: "string",
    value: "LEVEL",
    choices: ["debug", "info", "warn", "error"],
    description: "the least level shown on stderr (default info)",
  },
  help: { type: "boolean", short: "h", description: "show this help" },
};
