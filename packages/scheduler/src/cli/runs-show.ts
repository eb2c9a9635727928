import { type RunReport } from "@scheduler-components/core";
import { viewJournal, type KeptRunView, type Waiting } from "../report/kept-run.ts";
import { createPaint, visible, type Paint } from "../report/paint.ts";
import { prettyReport, tracesBlock } from "../report/pretty.ts";
import { StoreError, type RunRecord } from "../store/store.ts";
import type { Command } from "./command.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";
import { runsTable } from "./runs-table.ts";
import { STORE_OPTION, withNamedStore } from "./with-store.ts";

/** Of the runs that a run began, the newest. */
const MOST_CHILDREN = 1000;

export const runsShow: Command = {
  spec: {
    name: "runs show",
    summary: "Shows a run of a store: its report, or how far it has come.",
    operands: "RUN",
    least: 1,
    most: 1,
    options: {
      ...STORE_OPTION,
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print it (default pretty)",
      },
    },
    examples: ["scheduler runs show nightly-7 --store runs.db"],
  },
  run: (args, io) =>
    withNamedStore(args, io, async ({ store }) => {
      const id = args.operands[0] as string;
      const record = store.run(id);
      if (record === undefined) throw new StoreError("run-unknown", `There is no run ${id}.`);
      const view = viewJournal(store.events(id));
      const report = store.report(id);
      const whole = report === undefined ? undefined : ({ ...report, traces: view.traces } as RunReport);
      const children = store.runs({ parent: id, limit: MOST_CHILDREN });
      const below = children.length === 0 ? {} : { children };
      const paint = createPaint(resultColour(args, io));
      if (args.text("format") === "json") {
        await writeResult(args, io, jsonText({ ...(whole ?? { run: record, ...view }), ...below }));
      } else {
        const text = whole === undefined ? underWay(record, view, paint) : prettyReport(whole, paint);
        await writeResult(args, io, children.length === 0 ? text : `${runsTable(children, paint)}\n\n${text}`);
      }
      return 0;
    }),
};

function underWay({ id, scenario, held }: RunRecord, { traces, waiting }: KeptRunView, paint: Paint): string {
  const state = held ? "a process drives it" : "no process drives it; go on with: scheduler runs resume";
  const lines = [
    tracesBlock(traces, paint),
    ...waiting.map(waitingLine),
    `${visible(id)} (${visible(scenario)}): not ended, ${state}`,
  ];
  return `${lines.join("\n")}\n`;
}

function waitingLine({ task, until, signal }: Waiting): string {
  const time = until === undefined ? "" : ` until ${new Date(until).toISOString()}`;
  return `waiting: ${visible(task)}${signal === undefined ? "" : ` for the signal "${visible(signal)}"`}${time}`;
}
