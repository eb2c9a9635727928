import { formatDiagnostics } from "@scheduler-components/core";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";
import type { PreparedScenario } from "./prepare.ts";

/** Prints what is wrong with a scenario on stderr: warnings too, unless quiet. For verbs whose result is something else. */
export async function writeDiagnostics(prepared: PreparedScenario, io: Io, log: Log): Promise<void> {
  const { check, file, text } = prepared;
  const shown = check.diagnostics.filter((diagnostic) => diagnostic.severity === "error" || log.shows("warn"));
  if (shown.length === 0) return;
  await io.stderr.write(formatDiagnostics(text, shown, { file, color: io.stderr.colour }));
}
