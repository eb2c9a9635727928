import type { Command } from "./command.ts";
import { createLog } from "./log.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

export const runsCancel: Command = {
  spec: {
    name: "runs cancel",
    summary: "Cancels runs: by the process that drives them, or as soon as one goes on with them.",
    operands: "RUN…",
    least: 1,
    most: Infinity,
    options: { ...STORE_OPTION, reason: { type: "string", value: "TEXT", description: "why, for the report" } },
    examples: ['scheduler runs cancel nightly-7 --store runs.db --reason "wrong inputs"'],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store, file }) => {
      const log = createLog(args, io);
      const reason = args.text("reason") ?? "The run was cancelled.";
      for (const id of args.operands) {
        store.send(id, { type: "cancel", reason });
        if (store.run(id)?.held === true) log.line("info", `${id}: told`);
        else log.line("info", `${id}: no process drives it; it ends with: scheduler runs resume ${id} --store ${file}`);
      }
      return 0;
    }),
};
