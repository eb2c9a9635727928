import { createPaint } from "../report/paint.ts";
import { table } from "../report/table.ts";
import { visible } from "../report/paint.ts";
import type { RunRecord } from "../store/store.ts";
import { wholeNumber } from "./arguments.ts";
import type { Command } from "./command.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";
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
      "HELD says whether a process drives the run now; one that has not ended and is not held waits for `scheduler runs resume`.",
    examples: ["scheduler runs list --store runs.db --status running"],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store }) => {
      const status = args.list("status") as readonly RunRecord["status"][];
      const scenario = args.text("scenario");
      const limit = wholeNumber(args, "limit", 1, 1_000_000);
      const runs = store.runs({
        ...(status.length === 0 ? {} : { status }),
        ...(scenario === undefined ? {} : { scenario }),
        ...(limit === undefined ? {} : { limit }),
      });
      const paint = createPaint(resultColour(args, io));
      await writeResult(args, io, args.text("format") === "json" ? jsonText(runs) : `${listed(runs, paint)}\n`);
      return 0;
    }),
};

function listed(runs: readonly RunRecord[], paint: ReturnType<typeof createPaint>): string {
  if (runs.length === 0) return paint("dim", "no runs");
  const rows = runs.map((run) => [
    visible(run.id),
    visible(run.scenario),
    { text: run.status, ...(run.status === "failed" ? { style: "red" as const } : {}) },
    run.held ? "yes" : "",
    time(run.createdAt),
    run.endedAt === undefined ? "" : time(run.endedAt),
  ]);
  return table(["run", "scenario", "status", "held", "begun", "ended"], rows, paint);
}

function time(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace("T", " ");
}
