import type { Command } from "./command.ts";
import { readDuration } from "./execute.ts";
import { UsageError } from "./failure.ts";
import { createLog } from "./log.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

export const runsPrune: Command = {
  spec: {
    name: "runs prune",
    summary: "Forgets runs that have ended. Those that have not ended stay.",
    operands: "",
    least: 0,
    most: 0,
    options: {
      ...STORE_OPTION,
      "older-than": { type: "string", value: "DURATION", description: "that ended longer ago than this (needed)" },
    },
    examples: ["scheduler runs prune --store runs.db --older-than 30d"],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store }) => {
      const age = readDuration(args, "older-than");
      if (age === undefined) throw new UsageError("How old? Say it with --older-than, such as 30d, or 0s for all.");
      const forgotten = store.prune(Date.now() - age);
      createLog(args, io).line("info", `${forgotten} ${forgotten === 1 ? "run" : "runs"} forgotten`);
      return 0;
    }),
};
