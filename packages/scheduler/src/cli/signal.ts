import type { JsonValue } from "@scheduler-components/core";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { createLog } from "./log.ts";
import type { Arguments } from "./arguments.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

export const signal: Command = {
  spec: {
    name: "signal",
    summary: "Sends a signal to a run: what std.wait_signal and std.approve wait for.",
    operands: "RUN NAME",
    least: 2,
    most: 2,
    options: {
      ...STORE_OPTION,
      data: { type: "string", value: "JSON", description: "what the signal says (default null)" },
      approve: {
        type: "boolean",
        description: "approve: what std.approve waits for; NAME is its task unless it says otherwise",
      },
      reject: { type: "boolean", description: "reject" },
      by: { type: "string", value: "NAME", description: "who approves or rejects" },
      comment: { type: "string", value: "TEXT", description: "what to say with it" },
    },
    notes: "A signal that comes before anybody waits for it is kept. It outlives every process, as the run does.",
    examples: [
      "scheduler signal nightly-7 go --store runs.db --data '{\"speed\": 3}'",
      "scheduler signal nightly-7 release --store runs.db --approve --by ann",
    ],
  },
  run: (args, io) => {
    const data = dataOf(args);
    return withNamedStore(args, io, async ({ store, file }) => {
      const [run, name] = args.operands as [string, string];
      store.send(run, { type: "signal", name, data });
      if (store.run(run)?.held !== true) {
        const message = `kept; no process drives the run, go on with: scheduler runs resume ${run} --store ${file}`;
        createLog(args, io).line("info", message);
      }
      return 0;
    });
  },
};

function dataOf(args: Arguments): JsonValue {
  const text = args.text("data");
  const approve = args.flag("approve");
  const reject = args.flag("reject");
  const by = args.text("by");
  const comment = args.text("comment");
  if (approve && reject) throw new UsageError("--approve and --reject are two answers; give one.");
  if (approve || reject) {
    if (text !== undefined)
      throw new UsageError("--data goes with a signal of your own, not with --approve or --reject.");
    return {
      approved: approve,
      ...(by === undefined ? {} : { by }),
      ...(comment === undefined ? {} : { comment }),
    };
  }
  if (by !== undefined || comment !== undefined)
    throw new UsageError("--by and --comment go with --approve or --reject.");
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new UsageError(`Invalid value for --data: it is not JSON. A text is written as '"text"'.`, { cause: error });
  }
}
