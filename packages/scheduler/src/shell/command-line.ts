import { Refusal } from "./refusal.ts";

export interface CommandLine {
  /** `-` is stdin. */
  readonly file: string;
  readonly inputs: readonly (readonly [name: string, value: string])[];
  readonly inputFile: string | undefined;
  /** Names of variables of the environment. */
  readonly secrets: readonly string[];
}

export const USAGE = `Runs a scenario and prints its report as JSON.

Usage: scheduler-composed.wasm FILE [options]

  FILE                     the scenario (YAML or JSON), in a folder that the component was given; - is stdin
  -i, --input NAME=VALUE   one input; JSON where it parses, else text (several times)
      --input-file FILE    the inputs (YAML or JSON)
      --secret NAME        the value of a secret, from the environment (several times)
  -h, --help               this text

Exit code: 0 the run succeeded; 1 it failed, or could not begin.
Example: wasmtime run -S http,inherit-network --dir . scheduler-composed.wasm scenario.yaml --input base=http://127.0.0.1:8080
`;

const HINT = "See: --help";

/** Reads the arguments, without the program's own name. Throws `Refusal`. */
export function parseCommandLine(args: readonly string[]): CommandLine | "help" {
  const files: string[] = [];
  const inputs: (readonly [string, string])[] = [];
  const secrets: string[] = [];
  let inputFile: string | undefined;
  let optionsOver = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (optionsOver || arg === "-" || !arg.startsWith("-")) {
      files.push(arg);
      continue;
    }
    const equals = arg.startsWith("--") ? arg.indexOf("=") : -1;
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = (): string => {
      const found = equals < 0 ? args[++at] : arg.slice(equals + 1);
      if (found === undefined) throw new Refusal([`${name} needs a value. ${HINT}`]);
      return found;
    };
    switch (name) {
      case "--":
        optionsOver = true;
        break;
      case "-h":
      case "--help":
        return "help";
      case "-i":
      case "--input":
        inputs.push(assignment(name, value()));
        break;
      case "--input-file":
        if (inputFile !== undefined) throw new Refusal(["--input-file is given twice."]);
        inputFile = value();
        break;
      case "--secret":
        secrets.push(value());
        break;
      default:
        throw new Refusal([`Unknown option: ${name}. There are: --input, --input-file, --secret, --help.`]);
    }
  }
  const [file, ...more] = files;
  if (file === undefined) throw new Refusal([`A scenario's FILE is needed. ${HINT}`]);
  if (more.length > 0) throw new Refusal([`One FILE is taken; left over: ${more.join(" ")}. ${HINT}`]);
  return { file, inputs, inputFile, secrets };
}

function assignment(option: string, text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new Refusal([
    `Invalid value for ${option}: ${text}. Expected NAME=VALUE, for example ${option} base=http://127.0.0.1:8080.`,
  ]);
}
