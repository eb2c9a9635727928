import type { Manifest } from "@scheduler-components/core";
import type { ConformanceTest } from "@scheduler-components/executor/testing";
import { createPaint, visible, visibleLines, type Style } from "../report/paint.ts";
import type { SubjectComponent } from "./component-under-test.ts";
import { jsonText } from "./result.ts";

/** How one test of the suite ended. */
export interface TestResult {
  readonly group: ConformanceTest["group"];
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Of a failure, and of what was left out. */
  readonly reason?: string;
  readonly durationMs: number;
}

type Shown = Pick<SubjectComponent, "source" | "kind" | "file" | "manifest">;

const MARKS = { passed: "✓", failed: "✗", skipped: "-" } as const;
const STYLES: { readonly [status in TestResult["status"]]: Style } = { passed: "green", failed: "red", skipped: "dim" };

/** A line for each test, those of one group together, and how many of each there were. */
export function prettyResults(subject: Shown, results: readonly TestResult[], colour: boolean): string {
  const paint = createPaint(colour);
  const { kind, file } = subject;
  // What a component says of itself may be anything.
  const { name: called, version } = Object(subject.manifest) as Partial<Manifest>;
  const how = kind === "wasm" ? paint("green", "contained") : paint("yellow", "not contained");
  const title = paint("bold", `${visible(String(called))} ${visible(String(version))}`);
  const lines = [`${title} (${kind}, ${how}: ${visible(file)})`];
  for (const group of ["manifest", "actions", "life"] as const) {
    const own = results.filter((result) => result.group === group);
    if (own.length > 0) lines.push("", paint("bold", group));
    for (const { name, status, reason } of own) {
      lines.push(`${paint(STYLES[status], MARKS[status])} ${visible(name)}`);
      if (reason !== undefined) lines.push(paint(STYLES[status], indented(visibleLines(reason))));
    }
  }
  const { passed, failed, skipped } = counts(results);
  const verdict =
    failed > 0
      ? paint("red", "does not conform")
      : paint("green", skipped > 0 ? "conforms, as far as it was tested" : "conforms");
  const left = skipped > 0 ? `, ${skipped} left out` : "";
  return `${lines.join("\n")}\n\n${verdict}: ${passed} passed, ${failed} failed${left}\n`;
}

export function jsonResults(subject: Shown, results: readonly TestResult[]): string {
  const { source, kind, file } = subject;
  const { name = null, version = null } = Object(subject.manifest) as Partial<Manifest>;
  return jsonText({
    component: source,
    kind,
    contained: kind === "wasm",
    file,
    name,
    version,
    ok: counts(results).failed === 0,
    tests: results,
    summary: counts(results),
  });
}

function counts(results: readonly TestResult[]): { passed: number; failed: number; skipped: number } {
  const count = (status: TestResult["status"]): number => results.filter((result) => result.status === status).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
