import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { visible } from "../report/paint.ts";
import { isComponentName, LANGUAGES, scaffoldComponent, type Language } from "../scaffold/scaffold.ts";
import type { Command } from "./command.ts";
import { messageOf, UsageError } from "./failure.ts";
import { writeResult } from "./result.ts";

export const componentNew: Command = {
  spec: {
    name: "component new",
    summary: "Writes a working component to start from: sources, a build, a scenario, and examples to test it with.",
    operands: "DIR",
    least: 1,
    most: 1,
    options: {
      language: {
        type: "string",
        short: "l",
        value: "LANGUAGE",
        choices: LANGUAGES,
        description: "what it is written in (default ts)",
      },
      name: { type: "string", value: "NAME", description: "what it is called (default the name of DIR)" },
    },
    notes:
      "DIR is made; if it is there, it has to be empty. Nothing is installed and nothing is built: README.md says how.\n" +
      "Exit code: 0 written, 2 usage, or a folder that cannot be written to.",
    examples: [
      "scheduler component new greet",
      "scheduler component new ./components/greet --language python",
      "scheduler component new . --language c --name greet",
    ],
  },
  run: async (args, io) => {
    const folder = args.operands[0] as string;
    const path = resolve(io.cwd, folder);
    const name = args.text("name") ?? basename(path);
    if (!isComponentName(name)) {
      throw new UsageError(
        `${name} is no name of a component. Expected small letters and digits, in words joined by hyphens, such as greet or my-component.`,
        { hint: "--name NAME gives it another than that of its folder." },
      );
    }
    if (!isEmpty(path)) throw new UsageError(`${folder} is not an empty folder.`);
    const language = (args.text("language") ?? LANGUAGES[0]) as Language;
    let written: readonly string[];
    try {
      written = await scaffoldComponent(path, { language, name });
    } catch (error) {
      throw new UsageError(`Cannot write ${folder}: ${messageOf(error)}.`, { cause: error });
    }
    const lines = written.map((file) => `  ${file}`);
    await writeResult(
      args,
      io,
      `Wrote the component ${name} to ${visible(folder)}:\n${lines.join("\n")}\nHow to build and test it is in its README.md.\n`,
    );
    return 0;
  },
};

/** Whether there is nothing at a path, or an empty folder. */
function isEmpty(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
