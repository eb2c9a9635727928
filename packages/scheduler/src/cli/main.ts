import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import { groupHelp, programHelp, verbHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { createPaint, visibleLines } from "../report/paint.ts";
import { suggestion } from "./suggestion.ts";
import { VERBS, type Verb } from "./verbs.ts";
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
  const group = VERBS.filter((candidate) => candidate.name.startsWith(`${name} `));
  if (group.length > 0 && isGroupHelp(rest[0])) {
    const wanted = rest[0] === undefined ? io.stderr : io.stdout;
    await wanted.write(groupHelp(name, group));
    return rest[0] === undefined ? 2 : 0;
  }
  const given = group.length > 0 ? `${name} ${rest[0]}` : name;
  const verb = VERBS.find((candidate) => candidate.name === given);
  if (!verb) throw unknownVerb(given, group.length > 0 ? group : VERBS);
  const command = await verb.load();
  const args = parseArguments(command.spec, group.length > 0 ? rest.slice(1) : rest);
  if (args.flag("help")) {
    await io.stdout.write(verbHelp(command.spec));
    return 0;
  }
  return command.run(args, io);
}

function isGroupHelp(word: string | undefined): boolean {
  return word === undefined || word === "--help" || word === "-h" || word === "help";
}

function unknownVerb(given: string, verbs: readonly Verb[]): UsageError {
  const words = given.split(" ");
  const names = verbs.map(({ name }) => name);
  const what = words.at(-1)?.startsWith("-") ? "option before the verb" : "verb";
  return new UsageError(`Unknown ${what}: ${given}. Expected one of: ${names.join(", ")}.`, {
    hint:
      suggestion(given, names, (near) => `scheduler ${near}`) ??
      `See: scheduler ${[...words.slice(0, -1), "--help"].join(" ")}`,
  });
}
