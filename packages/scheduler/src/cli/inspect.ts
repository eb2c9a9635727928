import type { Manifest } from "@scheduler-components/core";
import { builtinManifests } from "./builtin.ts";
import type { Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { prettyInspected } from "./inspected.ts";
import type { Io } from "./io.ts";
import { DESCRIBE_OPTIONS, readPolicy } from "./policy-flags.ts";
import { refusalError } from "./refusal-text.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";
import type { ExaminedComponent } from "../load/examine.ts";

/** What `inspect --format json` prints. */
export type Inspected = InspectedPlain | InspectedWasm;

export interface InspectedPlain {
  readonly component: string;
  readonly kind: "built-in" | "native";
  /** Whether it runs in a sandbox. Native code never does. */
  readonly contained: false;
  readonly file?: string;
  /** WIT interfaces; none for native code, which uses whatever the process can. */
  readonly imports: readonly [];
  readonly manifest?: Manifest;
}

export interface InspectedWasm extends ExaminedComponent {
  readonly component: string;
  readonly kind: "wasm";
  readonly contained: true;
  readonly file: string;
  /** The id that stands in the flags of `needs`. */
  readonly id: string;
}

export const inspect: Command = {
  spec: {
    name: "inspect",
    summary:
      "Shows what a component offers, imports and needs. Runs no native code: its static manifest is read. A .wasm component describes itself, contained.",
    operands: "COMPONENT",
    least: 1,
    most: 1,
    options: {
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print it (default pretty)",
      },
      ...DESCRIBE_OPTIONS,
    },
    notes:
      "COMPONENT is std, http, a file, a folder with a package.json, or npm:NAME. Exit code: 0 shown, 2 usage or refused.\n" +
      "Of a .wasm component it prints what it needs as the flags that would grant it, for the id that its file's name makes.",
    examples: [
      "scheduler inspect http",
      "scheduler inspect ./greet.wasm",
      "scheduler inspect npm:@acme/scheduler-greet --format json",
    ],
  },
  run: async (args, io) => {
    const inspected = await look(args.operands[0] as string, args, io);
    await writeResult(
      args,
      io,
      args.text("format") === "json" ? jsonText(inspected) : prettyInspected(inspected, resultColour(args, io)),
    );
    return 0;
  },
};

async function look(source: string, args: Arguments, io: Io): Promise<Inspected> {
  const builtin = (await builtinManifests()).get(source);
  if (builtin) return { component: source, kind: "built-in", contained: false, imports: [], manifest: builtin };
  const { componentIdOf, locateComponent, readManifest } = await import("../load/static.ts");
  const located = await locateComponent(source, { folder: io.cwd, confined: false });
  if (!located.ok) throw refusalError(located.refusal);
  const { kind, file, manifest } = located.component;
  if (kind === "wasm") {
    const { examineWasm } = await import("../load/examine.ts");
    const id = componentIdOf(source);
    const answer = await examineWasm(id, file, await readPolicy(args, io));
    if (!answer.ok) throw refusalError(answer.refusal);
    return { component: source, kind, contained: true, file, id, ...answer.examined };
  }
  const base = { component: source, kind: "native" as const, contained: false as const, file, imports: [] as const };
  if (manifest === undefined) return base;
  const read = await readManifest(manifest);
  if (!read.ok) throw refusalError(read.refusal);
  return { ...base, manifest: read.manifest };
}
