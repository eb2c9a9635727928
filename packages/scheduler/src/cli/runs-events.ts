import { wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { writeResult } from "./result.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

export const runsEvents: Command = {
  spec: {
    name: "runs events",
    summary: "Prints a run's journal, one event a line (JSON); secrets are hidden.",
    operands: "RUN",
    least: 1,
    most: 1,
    options: {
      ...STORE_OPTION,
      from: { type: "string", value: "N", description: "from this event on, counted from 0 (default 0)" },
    },
    examples: ["scheduler runs events nightly-7 --store runs.db | jq .type"],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store }) => {
      const events = store.events(args.operands[0] as string, wholeNumber(args, "from", 0, Number.MAX_SAFE_INTEGER));
      if (args.text("output") !== undefined) {
        await writeResult(args, io, [...events].map((event) => `${JSON.stringify(event)}\n`).join(""));
        return 0;
      }
      for (const event of events) {
        await io.stdout.write(`${JSON.stringify(event)}\n`);
        if (io.stdout.closed()) break;
      }
      return 0;
    }),
};
