import { StoreError } from "../store/store.ts";
import type { Command, ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import { GO_ON_OPTIONS, goOn } from "./go-on.ts";
import { createLog } from "./log.ts";
import { withNamedStore } from "./with-store.ts";

export const runsResume: Command = {
  spec: {
    name: "runs resume",
    summary: "Goes on with runs that have not ended, to their end.",
    operands: "[RUN…]",
    least: 0,
    most: Infinity,
    options: GO_ON_OPTIONS,
    notes:
      "Without RUN: every run that has not ended and that no process drives. Permissions and secrets are not kept, so they are given again.\n" +
      "What was completed is not done again; what was under way is carried out once more, with the same idempotency key.\n" +
      "Exit code: 0 all succeeded, 1 one failed, 2 usage, refused or held by another process, 130 left again by a signal.",
    examples: [
      "scheduler runs resume nightly-7 --store runs.db --secret API_TOKEN",
      "scheduler runs resume --store runs.db --allow-requested",
    ],
  },
  run: (args, io) =>
    withNamedStore(args, io, async (kept) => {
      const log = createLog(args, io);
      const { store } = kept;
      const ids =
        args.operands.length > 0 ? args.operands : store.unfinished().filter((id) => store.run(id)?.held === false);
      if (ids.length === 0) log.line("info", "there is nothing to go on with");
      if (ids.length > 1 && args.text("output") !== undefined)
        throw new UsageError("--output takes the report of one run; name the run.");
      for (const id of ids) {
        const { status = "running" } = store.run(id) ?? {};
        if (status !== "running") throw new StoreError("run-ended", `The run ${id} has ended (${status}).`);
      }
      const codes = await Promise.all(
        ids.map((id) => goOn(id, kept, { args, io, log }, (scheduler, options) => scheduler.resume(id, options))),
      );
      return worst(codes);
    }),
};

function worst(codes: readonly ExitCode[]): ExitCode {
  for (const code of [130, 2, 1] as const) if (codes.includes(code)) return code;
  return 0;
}
