import { lowerJson, type JsonValue, type RunReport } from "@scheduler-components/core";

/** A run's report as compact JSON text. */
export function reportText(report: RunReport): string {
  // A report holds JSON alone; what is undefined in it is left out.
  return lowerJson(report as unknown as JsonValue);
}

/**
 * The same for people to read, indented. Where outputs nest deeper than the component's engine indents (StarlingMonkey: some 350
 * levels), it is compact: the text that no one would read is still there for programs.
 */
export function printedReport(report: RunReport): string {
  try {
    return `${JSON.stringify(report, undefined, 2)}\n`;
  } catch {
    return `${reportText(report)}\n`;
  }
}
