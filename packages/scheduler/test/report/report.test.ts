import type { RunReport, Trace } from "@scheduler-components/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration } from "../../src/report/duration.ts";
import { escapeXml, junitReport } from "../../src/report/junit.ts";
import { createPaint, visible } from "../../src/report/paint.ts";
import { prettyReport } from "../../src/report/pretty.ts";

const plain = createPaint(false);

function trace(part: Partial<Trace>): Trace {
  const base = {
    seq: 1,
    task: "t",
    visit: 1,
    attempt: 1,
    action: "a",
    call: "std.noop",
    lane: 32,
    status: "succeeded",
  } as const;
  return { ...base, detail: null, output: null, error: null, startedAt: 0, durationMs: 12, waitMs: 0, ...part };
}

function report(part: Partial<RunReport> = {}): RunReport {
  return {
    run: { id: "r1", scenario: "s", status: "succeeded", startedAt: 0, durationMs: 15 },
    traces: [trace({})],
    tasks: { t: { status: "succeeded", visits: 1 } },
    exports: {},
    metrics: {},
    edits: [],
    logs: [],
    summary: { tasks: 1, attempts: 1, failed: 0, retries: 0, p50Ms: 12, p95Ms: 12, p99Ms: 12 },
    ...part,
  };
}

const ERROR = {
  code: "connection-failed",
  message: "no answer",
  retryable: true,
  causes: [{ code: "ECONNREFUSED", message: "refused" }],
};

const USAGE = {
  kind: "wasm",
  sha256: "ab",
  calls: 2,
  faults: 1,
  instances: 3,
  limits: {
    memory: { used: 1_300_000, limit: 2 ** 28 },
    logs: { used: 250_000, limit: 2 ** 18 },
    output: { used: 15, limit: 2 ** 24 },
    edits: { used: 0, limit: 10_000 },
    timeout: { used: 2500, limit: 60_000 },
  },
} as const;

describe("what contained components used", () => {
  test("pretty: a line each, and what was used of their limits", () => {
    const text = prettyReport(
      report({ components: { greet: USAGE, idle: { ...USAGE, calls: 1, faults: 0, instances: 1, limits: {} } } }),
      plain,
    );
    expect(text).toContain(
      "contained greet: 2 calls, 3 instances, 1 fault\n  memory 1.2MiB/256MiB, logs 244.1KiB/256KiB, output 15B/16MiB, timeout 2500ms/60s\ncontained idle: 1 call, 1 instance\n",
    );
  });

  test("pretty: what comes near its limit is marked", () => {
    const painted = prettyReport(report({ components: { greet: USAGE } }), createPaint(true));
    expect(painted).toContain("\u001b[33mlogs 244.1KiB/256KiB\u001b[39m");
    expect(painted).not.toContain("\u001b[33mmemory");
  });

  test("junit: properties of the suite, before its cases", () => {
    const xml = junitReport(report({ components: { "a<b": USAGE } }));
    expect(xml).toContain('<property name="component.a&lt;b.memory" value="1.2MiB/256MiB"/>');
    expect(xml).toContain('<property name="component.a&lt;b.faults" value="1"/>');
    expect(xml.indexOf("</properties>")).toBeLessThan(xml.indexOf("<testcase"));
    expect(junitReport(report())).not.toContain("properties");
  });
});

describe("pretty", () => {
  test("errors with their causes, refused edits, exports and metrics", () => {
    const text = prettyReport(
      report({
        run: {
          id: "r1",
          scenario: "s",
          status: "failed",
          startedAt: 0,
          durationMs: 15,
          error: { ...ERROR, code: "unhandled-failure" },
        },
        traces: [trace({ status: "failed", error: ERROR })],
        edits: [{ task: "t", kind: "add-task", applied: false, reason: "the id is taken" }],
        exports: { name: "value", count: 2 },
        metrics: { count: { count: 1, sum: 2, min: 2, max: 2, last: 2 } },
      }),
      plain,
    );
    for (const line of [
      "connection-failed: no answer (retryable)",
      "caused by ECONNREFUSED: refused",
      "edit refused add-task by t: the id is taken",
      'name = "value"',
      "count: count 1, sum 2",
      "unhandled-failure",
    ]) {
      expect(text).toContain(line);
    }
  });

  test("what comes from outside cannot repaint the terminal", () => {
    const evil = "\u001b[2Jgone\r\u202e\nsucceeded";
    const text = prettyReport(
      report({ traces: [trace({ detail: evil, task: evil, status: "failed", error: { ...ERROR, message: evil } })] }),
      plain,
    );
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test("a long run shows its first and last attempts", () => {
    const traces = Array.from({ length: 500 }, (_, index) => trace({ seq: index + 1 }));
    const text = prettyReport(report({ traces }), plain);
    expect(text).toContain("… 300 more between");
    expect(text.split("\n").length).toBeLessThan(220);
  });
});

describe("junit", () => {
  test("a failure that was handled is none of the run", () => {
    const xml = junitReport(report({ traces: [trace({ status: "failed", error: ERROR })] }));
    expect(xml).toContain('failures="0" errors="0"');
    expect(xml).toContain("handled failed: connection-failed");
  });

  test("of the attempts of a visit the last counts; tasks that never began are skipped", () => {
    const xml = junitReport(
      report({
        traces: [trace({ attempt: 1, status: "failed", error: ERROR }), trace({ seq: 2, attempt: 2 })],
        tasks: { t: { status: "succeeded", visits: 1 }, u: { status: "skipped", visits: 0 } },
      }),
    );
    expect(xml).toContain('tests="3" failures="0" errors="0" skipped="1"');
  });

  test("any text is escaped to what XML 1.0 can hold, and comes back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = escapeXml(text);
        // oxlint-disable-next-line no-control-regex -- XML allows three of them
        expect(escaped).not.toMatch(/[<>"'\u0000-\u001f\p{Cs}\ufffe\uffff]/u);
        const back = escaped
          .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
          .replaceAll("&lt;", "<")
          .replaceAll("&gt;", ">")
          .replaceAll("&quot;", '"')
          .replaceAll("&apos;", "'")
          .replaceAll("&amp;", "&");
        // oxlint-disable-next-line no-control-regex -- what XML cannot hold is replaced
        expect(back).toBe(
          text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd"),
        );
      }),
    );
  });
});

test.each([
  [0.04, "0.0 ms"],
  [9.94, "9.9 ms"],
  [12.4, "12 ms"],
  [999.4, "999 ms"],
  [1000, "1.00 s"],
  [61_000, "1 min 1 s"],
])("%d ms is %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test("visible text is one line", () => {
  expect(visible("a\nb\tc\u001b[0m")).toBe(String.raw`a\nb\tc\u001b[0m`);
});
