import { expect, test } from "vitest";
import type { ActionOutcome } from "../../src/outcome/outcome.ts";
import { apply } from "../../src/run/apply.ts";

import { createRun } from "../../src/run/create-run.ts";
import { beginRun, nextTask, startAttempt } from "../../src/run/lifecycle.ts";
import { reportRun } from "../../src/run/report.ts";
import { replay, type JournalEntry, type JournalEvent } from "../../src/run/journal.ts";
import type { Run } from "../../src/run/run.ts";
import { endAttempt, retryDue } from "../../src/run/settle.ts";
import { takeOutcome } from "../../src/run/take-outcome.ts";
import { DEFAULT_RUN_LIMITS } from "../../src/run/limits.ts";
import { checkScenario } from "../../src/check/check-scenario.ts";

const TEXT = `
version: "1.0"
name: journal
actions:
  actions:
    - id: a
      call: test.call
      with: { turn: "{{ task.visit }}" }
      retry: { attempts: 2 }
      export: [{ type: metric, name: turns, default: 0, value: "exports.turns + 1" }]
workflows:
  nodes:
    - { id: t, type: action, action: a, edges: [{ to: d }] }
    - { id: d, type: decision, edges: [{ to: t, trigger: { condition: "exports.turns < 3" } }, { to: u, trigger: { on: else } }] }
    - { id: u, type: action, action: a, edges: [{ to: end }] }
    - { id: end, type: end }
`;

function made(): Run {
  const { scenario, diagnostics } = checkScenario(TEXT);
  if (scenario === undefined) throw new Error(JSON.stringify(diagnostics));
  const created = createRun(scenario, { runId: "r" });
  if (!created.ok) throw new Error("not created");
  return created.run;
}

/** A shell in ten lines: one attempt at a time, without a clock; every second attempt fails. */
function drive(run: Run): void {
  let at = 0;
  let calls = 0;
  beginRun(run, at);
  for (let task = nextTask(run); task >= 0; task = nextTask(run)) {
    const attempt = startAttempt(run, task, ++at);
    const failure: ActionOutcome = {
      status: "failed",
      error: { code: "x", message: "x", retryable: true, causes: [] },
    };
    const outcome: ActionOutcome = ++calls % 2 === 0 ? { status: "succeeded", output: calls } : failure;
    if (endAttempt(run, attempt, takeOutcome(outcome, DEFAULT_RUN_LIMITS), undefined, ++at, Math.random) >= 0)
      retryDue(run, task, ++at);
  }
}

/** What a store would hold: text. */
function journalOf(run: Run): JournalEntry[] {
  const journal: JournalEntry[] = [];
  run.journal = (entry) => void journal.push(JSON.parse(JSON.stringify(entry)) as JournalEntry);
  return journal;
}

test("a shell of a few lines runs a scenario without a clock", () => {
  const run = made();
  drive(run);
  const report = reportRun(run, 100);
  expect(run.ended).toBe(true);
  expect(report.run.status).toBe("succeeded");
  expect(report.tasks).toMatchObject({
    t: { visits: 3 },
    d: { visits: 3 },
    u: { visits: 1 },
    end: { status: "succeeded" },
  });
  expect(report.metrics["turns"]).toMatchObject({ count: 4, last: 4 });
  expect(report.summary).toMatchObject({ attempts: 8, retries: 4 });
});

test("folding the events that were journalled gives the state and the exports again", () => {
  const run = made();
  const journal = journalOf(run);
  drive(run);
  const again = made();
  for (const entry of journal) replay(again, entry);
  expect(again.state).toEqual(run.state);
  expect(reportRun(again, 100)).toEqual(reportRun(run, 100));
});

test("apply answers decisions by itself, so a journal that left them out would run too", () => {
  const run = made();
  const journal = journalOf(run);
  drive(run);
  const again = made();
  for (const entry of journal) if (entry.type !== "decided") apply(again, entry as JournalEvent);
  expect(again.state).toEqual(run.state);
});
