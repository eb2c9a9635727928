import { dotGraph } from "../graph/dot.ts";
import { mermaidGraph } from "../graph/mermaid.ts";
import { graphView } from "../graph/view.ts";
import { EMPTY_POLICY } from "../policy/policy.ts";
import type { Command } from "./command.ts";
import { writeDiagnostics } from "./diagnostics.ts";
import { DOCUMENT_LIMIT_OPTION, readLimits } from "./limits.ts";
import { createLog } from "./log.ts";
import { prepareScenario } from "./prepare.ts";
import { jsonText, writeResult } from "./result.ts";

export const graph: Command = {
  spec: {
    name: "graph",
    summary: "Draws a scenario's graph: nodes, edges, conditions, loops.",
    operands: "FILE",
    least: 1,
    most: 1,
    options: {
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["mermaid", "dot", "json"],
        description: "how to draw it (default mermaid)",
      },
      ...DOCUMENT_LIMIT_OPTION,
    },
    notes: "FILE may be - for stdin. Exit code: 0 drawn, 1 not valid, 2 usage or unreadable.",
    examples: [
      "scheduler graph scenario.yaml > graph.mmd",
      "scheduler graph scenario.yaml --format dot | dot -Tsvg > graph.svg",
    ],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const limits = readLimits(args, "document").document;
    const prepared = await prepareScenario(io, args.operands[0] as string, EMPTY_POLICY, new Map(), limits, {
      children: "left-out",
    });
    await writeDiagnostics(prepared, io, log);
    if (!prepared.check.ok || !prepared.check.scenario) return 1;
    const view = graphView(prepared.check.scenario);
    const format = args.text("format") ?? "mermaid";
    await writeResult(
      args,
      io,
      format === "json" ? jsonText(view) : format === "dot" ? dotGraph(view) : mermaidGraph(view),
    );
    return 0;
  },
};
