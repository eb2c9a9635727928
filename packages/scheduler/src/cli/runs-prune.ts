import { setTimeout } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { readDuration } from "./execute.ts";
import { UsageError } from "./failure.ts";
import { createLog } from "./log.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

/** Runs that are forgotten at once, to begin with; who drives others in the same store waits for these. */
const AT_ONCE = 100;
const MOST_AT_ONCE = 10_000;
/** As many more are taken where that takes less, as many fewer where it takes longer: runs may be of a few steps or of a hundred thousand. */
const AIM_MS = 250;
/** Longer than a process that waits for its turn to write sleeps before it looks again. */
const OTHERS_TURN_MS = 120;

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
      const forgotten = await pruneAll(store, Date.now() - age);
      createLog(args, io).line("info", `${forgotten} ${forgotten === 1 ? "run" : "runs"} forgotten`);
      return 0;
    }),
};

async function pruneAll(store: Store, endedBefore: number): Promise<number> {
  let forgotten = 0;
  let most = AT_ONCE;
  for (;;) {
    const began = performance.now();
    const some = store.prune(endedBefore, most);
    forgotten += some;
    if (some < most) return forgotten;
    const fit = AIM_MS / (performance.now() - began);
    most = Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(most * Math.min(2, fit))));
    await setTimeout(OTHERS_TURN_MS);
  }
}
