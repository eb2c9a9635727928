import type { ActionError, RunReport, Trace } from "@scheduler-components/core";
import { usageProperties } from "./usage.ts";

/**
 * A report as JUnit XML: a case for each visit of a task that was attempted (its last attempt), one for each task that was skipped
 * or cancelled before it began, and one for the run. A failure that an edge handled is no failure of the run, so it is a
 * failure here only where the run failed; else it stands in the case's `system-out`. What contained components used of their
 * limits stands in `properties`.
 */
export function junitReport(report: RunReport): string {
  const failed = report.run.status !== "succeeded";
  const last = new Map<string, Trace>();
  for (const trace of report.traces) last.set(`${trace.visit} ${trace.task}`, trace);
  const cases = [...last.values()].map((trace) => traceCase(trace, failed));
  for (const [id, task] of Object.entries(report.tasks)) {
    if (task.visits === 0 && task.status !== "succeeded") cases.push(skippedCase(id, task.status));
  }
  cases.push(runCase(report));
  const count = (tag: string): number => cases.filter((text) => text.includes(`<${tag} `)).length;
  const seconds = (report.run.durationMs / 1000).toFixed(3);
  const totals = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}" time="${seconds}"`;
  const timestamp = new Date(report.run.startedAt).toISOString();
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="scheduler" ${totals}>`,
    `  <testsuite name="${escapeXml(report.run.scenario)}" id="${escapeXml(report.run.id)}" timestamp="${timestamp}" ${totals}>`,
    ...propertyLines(report.components),
    ...cases.map((text) => `    ${text}`),
    `  </testsuite>`,
    `</testsuites>`,
    ``,
  ].join("\n");
}

function propertyLines(components: RunReport["components"]): readonly string[] {
  const found = usageProperties(components);
  if (found.length === 0) return [];
  const lines = found.map(([name, value]) => `      <property name="${escapeXml(name)}" value="${escapeXml(value)}"/>`);
  return ["    <properties>", ...lines, "    </properties>"];
}

function traceCase(trace: Trace, runFailed: boolean): string {
  const name = trace.visit > 1 ? `${trace.task} (visit ${trace.visit})` : trace.task;
  const head = `<testcase name="${escapeXml(name)}" classname="${escapeXml(trace.call)}" time="${(trace.durationMs / 1000).toFixed(3)}"`;
  if (trace.error === null) return `${head}/>`;
  const text = errorText(trace.error);
  if (trace.status === "cancelled") return `${head}><skipped message="${escapeXml(trace.error.message)}"/></testcase>`;
  if (!runFailed) return `${head}><system-out>${escapeXml(`handled ${trace.status}: ${text}`)}</system-out></testcase>`;
  return `${head}><failure type="${escapeXml(trace.error.code)}" message="${escapeXml(trace.error.message)}">${escapeXml(text)}</failure></testcase>`;
}

function skippedCase(id: string, status: string): string {
  return `<testcase name="${escapeXml(id)}" classname="task" time="0"><skipped message="${escapeXml(status)}"/></testcase>`;
}

function runCase(report: RunReport): string {
  const { run } = report;
  const head = `<testcase name="the run" classname="run" time="${(run.durationMs / 1000).toFixed(3)}"`;
  if (!run.error) return `${head}/>`;
  return `${head}><error type="${escapeXml(run.error.code)}" message="${escapeXml(run.error.message)}">${escapeXml(errorText(run.error))}</error></testcase>`;
}

function errorText(error: ActionError): string {
  return [
    `${error.code}: ${error.message}`,
    ...error.causes.map((cause) => `caused by ${cause.code}: ${cause.message}`),
  ].join("\n");
}

/** Text for XML 1.0, in content and in attributes. Characters that XML cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- the characters of XML 1.0, section 2.2
      .replaceAll(/[^\u{9}\u{A}\u{D}\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&apos;")
      .replaceAll(/[\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
