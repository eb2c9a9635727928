import { formatDiagnostics } from "@scheduler-components/core";
import type { Refusal } from "../policy/refusal.ts";
import { createPaint, visible, visibleLines } from "../report/paint.ts";
import type { Command, ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import { DOCUMENT_LIMIT_OPTION, readLimits, runDepth } from "./limits.ts";
import { createLog } from "./log.ts";
import { COMPONENT_OPTION, DESCRIBE_OPTIONS, readPolicy, readSources } from "./policy-flags.ts";
import { prepareScenario, type PreparedScenario } from "./prepare.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";

export const validate: Command = {
  spec: {
    name: "validate",
    summary:
      "Checks scenarios without running anything. Native components are not run: their static manifests are read. A .wasm component describes itself, contained.",
    operands: "FILE…",
    least: 1,
    most: Infinity,
    options: {
      format: {
        type: "string",
        short: "f",
        value: "FORMAT",
        choices: ["pretty", "json"],
        description: "how to print what is found (default pretty)",
      },
      ...COMPONENT_OPTION,
      ...DESCRIBE_OPTIONS,
      ...DOCUMENT_LIMIT_OPTION,
    },
    notes:
      "FILE may be - for stdin. A .wasm component describes itself without grants; some need more of a limit for it (--allow).\n" +
      "Exit code: 0 all valid, 1 not, 2 usage or unreadable.",
    examples: [
      "scheduler validate scenario.yaml",
      "scheduler validate --format json *.yaml",
      "scheduler validate scenario.yaml --allow greet=memory:1GiB",
      "cat scenario.yaml | scheduler validate -",
    ],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const sources = readSources(args);
    const given = readLimits(args, "document");
    const limits = { ...given.document, ...runDepth(given) };
    const policy = await readPolicy(args, io);
    const checked: PreparedScenario[] = [];
    let code: ExitCode = 0;
    for (const name of args.operands) {
      try {
        const prepared = await prepareScenario(io, name, policy, sources, limits);
        checked.push(prepared);
        for (const one of [prepared, ...prepared.children])
          for (const problem of one.problems) log.line("warn", `${visible(one.file)}: ${notCheckedText(problem)}`);
        if (!prepared.check.ok && code === 0) code = 1;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        log.line("error", `error: ${visibleLines(error.message)}`);
        code = 2;
      }
    }
    const text =
      args.text("format") === "json" ? jsonReport(checked) : await prettyReport(checked, resultColour(args, io));
    await writeResult(args, io, text);
    return code;
  },
};

/** Why a component's calls are not checked. */
function notCheckedText({ code, message, allow }: Refusal): string {
  const how = allow === undefined ? "" : `\n  to allow it: ${visible(allow)}`;
  return `[${code}] ${visible(message)}; its calls are not checked${how}`;
}

function jsonReport(checked: readonly PreparedScenario[]): string {
  return jsonText(
    checked.map(({ file, check }) => ({
      file,
      ok: check.ok,
      callsChecked: check.callsChecked,
      diagnostics: check.diagnostics.map(
        ({ code, severity, message, path, line, column, endLine, endColumn, hint }) => ({
          code,
          severity,
          message,
          path,
          line,
          column,
          endLine,
          endColumn,
          ...(hint === undefined ? {} : { hint }),
        }),
      ),
    })),
  );
}

async function prettyReport(checked: readonly PreparedScenario[], colour: boolean): Promise<string> {
  const paint = createPaint(colour);
  return checked
    .map(({ file, text, check }) => {
      const frames =
        check.diagnostics.length > 0 ? formatDiagnostics(text, check.diagnostics, { file, color: colour }) : "";
      if (check.ok)
        return `${frames}${paint("green", "valid")} ${visible(file)}${check.callsChecked ? "" : " (calls not checked)"}\n`;
      const errors = check.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
      return `${frames}\n${paint("red", "not valid")} ${visible(file)}: ${errors} ${errors === 1 ? "problem" : "problems"}\n`;
    })
    .join("");
}
