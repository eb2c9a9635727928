import { createPaint } from "../report/paint.ts";
import type { RunRecord } from "../store/store.ts";
import { wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";
import { runsTable } from "./runs-table.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

const STATUSES = ["running", "succeeded", "failed", "cancelled"] as const;

export const runsList: Command = {
  spec: {
    name: "runs list",
    summary: "Lists the runs of a store, the newest first.",
    operands: "",
    least: 0,
    most: 0,
    options: {
      ...STORE_OPTION,
      status: {
        type: "string",
        multiple: true,
        value: "STATUS",
        choices: [...STATUSES],
        description: "only those with this status; running: those that have not ended",
      },
      scenario: { type: "string", value: "NAME", description: "only those of this scenario" },
      parent: { type: "string", value: "RUN", description: "only those that this run began" },
      limit: { type: "string", value: "N", description: "at most so many (default 100)" },
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print them (default pretty)",
      },
    },
    notes:
      "HELD says whether a process drives the run now; one that has not ended and is not held waits for `scheduler runs resume`.\n" +
      "PARENT is the run that began it, and goes on with it.",
    examples: ["scheduler runs list --store runs.db --status running"],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store }) => {
      const status = args.list("status") as readonly RunRecord["status"][];
      const scenario = args.text("scenario");
      const parent = args.text("parent");
      const limit = wholeNumber(args, "limit", 1, 1_000_000);
      const runs = store.runs({
        ...(status.length === 0 ? {} : { status }),
        ...(scenario === undefined ? {} : { scenario }),
        ...(parent === undefined ? {} : { parent }),
        ...(limit === undefined ? {} : { limit }),
      });
      const paint = createPaint(resultColour(args, io));
      await writeResult(args, io, args.text("format") === "json" ? jsonText(runs) : `${runsTable(runs, paint)}\n`);
      return 0;
    }),
};
