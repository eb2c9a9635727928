/** The component as a command: `wasi:cli/run`. */
import {
  DEFAULT_DOCUMENT_LIMITS,
  isJsonObject,
  readDocument,
  type JsonObject,
  type JsonValue,
} from "@scheduler-components/core";
import { inputValue } from "../cli/input-value.ts";
import { parseCommandLine, USAGE, type CommandLine } from "./command-line.ts";
import type { ShellPorts } from "./ports.ts";
import { messageOf, Refusal } from "./refusal.ts";
import { printedReport } from "./report-text.ts";
import { runText } from "./run-scenario.ts";

/** What a command has around it. Reading throws a text that says why it cannot. */
export interface CommandPorts {
  /** Without the program's own name. */
  readonly arguments: () => readonly string[];
  readonly environment: () => ReadonlyMap<string, string>;
  readonly readFile: (path: string, maxBytes: number) => Uint8Array;
  readonly readStdin: (maxBytes: number) => Uint8Array;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Runs the command. Gives whether the run succeeded, which is what becomes of it: exit code 0 or 1. */
export function runCommand(ports: ShellPorts, io: CommandPorts): boolean {
  try {
    const line = parseCommandLine(io.arguments());
    if (line === "help") {
      io.stdout(USAGE);
      return true;
    }
    return run(ports, io, line);
  } catch (error) {
    for (const text of error instanceof Refusal ? error.lines : [`The scheduler failed: ${messageOf(error)}`])
      io.stderr(`${text}\n`);
    return false;
  }
}

function run(ports: ShellPorts, io: CommandPorts, line: CommandLine): boolean {
  const { file } = line;
  const from = file === "-" ? "<stdin>" : file;
  const text = new TextDecoder().decode(read(io, file));
  const given = line.inputFile === undefined ? {} : inputsOf(io, line.inputFile);
  try {
    const report = runText(ports, text, {
      inputs: (schema) => withInputs(given, line.inputs, schema),
      secrets: secretsOf(io, line.secrets),
      warn: (warning) => io.stderr(`${from}:${warning}\n`),
    });
    io.stdout(printedReport(report));
    return report.run.status === "succeeded";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.lines.map((problem) => (/^\d+:\d+ /.test(problem) ? `${from}:${problem}` : problem)));
  }
}

function read(io: CommandPorts, file: string): Uint8Array {
  // One byte more than a document may have: the parser then refuses it, and nothing without end is read.
  const most = DEFAULT_DOCUMENT_LIMITS.maxBytes + 1;
  try {
    return file === "-" ? io.readStdin(most) : io.readFile(file, most);
  } catch (error) {
    throw new Refusal([`Cannot read ${file === "-" ? "stdin" : file}: ${messageOf(error)}`]);
  }
}

function inputsOf(io: CommandPorts, file: string): JsonObject {
  const { problems, value } = readDocument(read(io, file));
  const [problem] = problems;
  if (problem !== undefined) throw new Refusal([`--input-file ${file}: ${problem.message}`]);
  if (value === undefined || !isJsonObject(value)) throw new Refusal([`The input file ${file} is not an object.`]);
  return value;
}

function withInputs(given: JsonObject, assigned: CommandLine["inputs"], schema: JsonValue | undefined): JsonObject {
  const texts = assigned.map(([name, text]): [string, JsonValue] => [name, inputValue(schema, name, text)]);
  // Defines own properties, `__proto__` included.
  return Object.fromEntries([...Object.entries(given), ...texts]);
}

/** From the environment, and only those that are named: the others are none of the scenario's business. */
function secretsOf(io: CommandPorts, names: readonly string[]): { readonly [name: string]: string } {
  const environment = names.length === 0 ? new Map<string, string>() : io.environment();
  const missing = names.filter((name) => !environment.has(name));
  if (missing.length > 0)
    throw new Refusal(missing.map((name) => `--secret ${name}: the environment has no variable of that name.`));
  return Object.fromEntries(names.map((name) => [name, environment.get(name) ?? ""]));
}
