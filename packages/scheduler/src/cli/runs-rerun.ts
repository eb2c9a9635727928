import type { Command } from "./command.ts";
import { GO_ON_OPTIONS, goOn } from "./go-on.ts";
import { createLog } from "./log.ts";
import { withNamedStore } from "./with-store.ts";

export const runsRerun: Command = {
  spec: {
    name: "runs rerun",
    summary: "Runs a run that has ended again, as a new run, with the same text and inputs.",
    operands: "RUN",
    least: 1,
    most: 1,
    options: {
      ...GO_ON_OPTIONS,
      from: {
        type: "string",
        value: "TASK",
        description:
          "only this task and what follows from it; what the run had done before and beside it is taken over",
      },
      "run-id": { type: "string", value: "ID", description: "the new run's id (default: a random one)" },
    },
    notes:
      "Permissions and secrets are not kept, so they are given again. Signals are not taken over. Exit code: as run.",
    examples: ["scheduler runs rerun nightly-7 --store runs.db --from publish"],
  },
  run: (args, io) =>
    withNamedStore(args, io, (kept) => {
      const id = args.operands[0] as string;
      const from = args.text("from");
      const runId = args.text("run-id");
      return goOn(id, kept, { args, io, log: createLog(args, io) }, (scheduler, options) =>
        scheduler.rerun(id, {
          ...options,
          ...(from === undefined ? {} : { from }),
          ...(runId === undefined ? {} : { runId }),
        }),
      );
    }),
};
