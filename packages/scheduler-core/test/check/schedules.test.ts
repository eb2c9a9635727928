import { expect, test } from "vitest";
import { checkScenario, readSchedules } from "../../src/index.ts";
import { head, nodes, noop } from "./case.ts";

const document = (schedule: string): string => `${head}schedule: ${schedule}\n${noop}${nodes}`;

test.each([
  [
    "one, with what is usual",
    '{ cron: " 0  3 * * * " }',
    [
      {
        id: "cron 0 3 * * * UTC",
        times: { type: "cron", cron: "0 3 * * *", timezone: "UTC" },
        missed: "skip",
        overlap: "skip",
        inputs: {},
      },
    ],
  ],
  [
    "a list, in its order",
    "[{ id: often, every: 90s, overlap: queue, inputs: { a: 1 } }, { at: 2027-01-31T18:00:00+01:00, missed: latest }]",
    [
      { id: "often", times: { type: "every", every: 90_000 }, missed: "skip", overlap: "queue", inputs: { a: 1 } },
      {
        id: "at 2027-01-31T17:00:00.000Z",
        times: { type: "at", at: Date.UTC(2027, 0, 31, 17) },
        missed: "latest",
        overlap: "skip",
        inputs: {},
      },
    ],
  ],
])("schedules are understood: %s", (_name, schedule, understood) => {
  expect(checkScenario(document(schedule))).toMatchObject({ ok: true, diagnostics: [] });
  expect(readSchedules(document(schedule))).toEqual(understood);
});

test("a run's scenario knows nothing of its schedules", () => {
  expect(checkScenario(document("{ every: 1h }")).scenario).toEqual(checkScenario(`${head}${noop}${nodes}`).scenario);
});

test.each([
  ["cron", '"61 * * * *"'],
  ["timezone", "Mars/Base"],
] as const)("what is wrong with %s is told at its place", (key, shown) => {
  const text = document('{ cron: "61 * * * *", timezone: Mars/Base }');
  const { ok, diagnostics } = checkScenario(text, { cronProblem: () => ({ key, message: "no" }) });
  expect(ok).toBe(false);
  expect(diagnostics).toMatchObject([{ code: "invalid-schedule", message: "no", path: `/schedule/${key}`, line: 3 }]);
  expect(text.split("\n")[2]?.indexOf(shown)).toBe((diagnostics[0]?.column ?? 0) - 1);
});

test("beside a schedule of the wrong shape, what else is wrong is told too", () => {
  const text = `${head}schedule: { evry: 1h }\nworkflows: { nodes: [{ id: n, type: action, action: a }] }\n`;
  expect(checkScenario(text).diagnostics.map(({ code }) => code)).toEqual([
    "invalid-schedule",
    "unknown-key",
    "unknown-reference",
  ]);
});
