import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import { programHelp, verbHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { createPaint, visibleLines } from "../report/paint.ts";
import { suggestion } from "./suggestion.ts";
import { VERBS } from "./verbs.ts";
import { version } from "./version.ts";

/** The command line: picks the verb, runs it, gives the exit code. Never throws on what a user did. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    const paint = createPaint(io.stderr.colour);
    if (!(error instanceof UsageError)) throw error;
    await io.stderr.write(
      // A message quotes what it found: file names, keys of a policy, what a manifest says.
      `${paint("red", "error:")} ${visibleLines([error.message, error.hint ?? []].flat().join("\n"))}\n`,
    );
    return 2;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const wanted = name === undefined ? io.stderr : io.stdout;
    await wanted.write(programHelp(VERBS));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    await io.stdout.write(`${version}\n`);
    return 0;
  }
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (!verb) {
    const names = VERBS.map((candidate) => candidate.name);
    const what = name.startsWith("-") ? "option before the verb" : "verb";
    throw new UsageError(`Unknown ${what}: ${name}. Expected one of: ${names.join(", ")}.`, {
      hint: suggestion(name, names, (near) => `scheduler ${near}`) ?? "See: scheduler --help",
    });
  }
  const command = await verb.load();
  const args = parseArguments(command.spec, rest);
  if (args.flag("help")) {
    await io.stdout.write(verbHelp(command.spec));
    return 0;
  }
  return command.run(args, io);
}
