import { StoreError, type Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { createLog } from "./log.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

export const runsCancel: Command = {
  spec: {
    name: "runs cancel",
    summary: "Cancels runs: by the process that drives them, or at once where none does.",
    operands: "RUN…",
    least: 1,
    most: Infinity,
    options: { ...STORE_OPTION, reason: { type: "string", value: "TEXT", description: "why, for the report" } },
    notes:
      "A run that no process drives and that has something to undo (compensate) ends when somebody goes on with it: scheduler runs resume.",
    examples: ['scheduler runs cancel nightly-7 --store runs.db --reason "wrong inputs"'],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store, file }) => {
      const log = createLog(args, io);
      const reason = args.text("reason") ?? "The run was cancelled.";
      for (const id of args.operands) {
        store.send(id, { type: "cancel", reason });
        const become = await cancelled(store, id, reason);
        log.line("info", `${id}: ${become === undefined ? "ended" : become.replaceAll("FILE", file)}`);
      }
      return 0;
    }),
};

/** Ends a run that no process drives. Undefined where it has ended; else who ends it. */
async function cancelled(store: Store, id: string, reason: string): Promise<string | undefined> {
  const told = "told the process that drives it";
  const { held, parent } = store.run(id) ?? { held: true, parent: undefined };
  if (held) return told;
  if (parent !== undefined && store.run(parent)?.status === "running")
    return `it ends when somebody goes on with the run that began it: scheduler runs resume ${parent} --store FILE`;
  const { endKept, endKeptBelow } = await import("../engine/end-kept.ts");
  const { RunClock } = await import("../engine/run-clock.ts");
  const { systemClock } = await import("../engine/clock.ts");
  const clock = new RunClock(systemClock);
  try {
    const ended = await endKept(store, id, reason, clock);
    if (ended) await endKeptBelow(store, id, reason, clock);
    return ended ? undefined : `it may have something to undo; it ends with: scheduler runs resume ${id} --store FILE`;
  } catch (error) {
    // Somebody was faster, and has heard of it.
    if (error instanceof StoreError && (error.code === "run-held" || error.code === "run-taken")) return told;
    if (error instanceof StoreError && error.code === "run-ended") return undefined;
    throw error;
  }
}
