/** The rules of docs/scenario.md as tables: a sketch, the outcomes given, and what has to follow. */
import { expect, test } from "vitest";
import type { FailureMode } from "../../src/scenario/scenario.ts";
import { play } from "./support/play.ts";
import { sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";
import { ANY, FAILURES } from "./support/rows-failures.ts";
import { LOOPS } from "./support/rows-loops.ts";
import { DECISIONS, ENDS, GRAPH, ORDER } from "./support/rows.ts";
import type { Row } from "./support/rows.ts";

const tables: [string, readonly Row[]][] = [
  ["graph and joins", GRAPH],
  ["decisions", DECISIONS],
  ["ends", ENDS],
  ["loops", LOOPS],
  ["join: any", ANY],
  ["failures", FAILURES],
  ["order and priority", ORDER],
];

for (const [table, rows] of tables) {
  test.each(rows.map((row) => [row.name, row] as const))(`${table}: %s`, (_, row) => {
    const onFailure: FailureMode = row.onFailure ?? "stop";
    const player = play(sketch(row.graph, onFailure), {
      ...(row.outcomes === undefined ? {} : { outcomes: row.outcomes }),
      ...(row.concurrency === undefined ? {} : { concurrency: row.concurrency }),
    });
    const { state } = player;
    expect(player.started.join(" ")).toBe(row.visits);
    expect(player.having("skipped")).toBe(row.skipped ?? "");
    expect(player.having("cancelled")).toBe(row.cancelled ?? "");
    expect(state.result?.error?.code ?? state.result?.status).toBe(row.result ?? "succeeded");
    if (row.statuses !== undefined) expect(player.statuses()).toMatchObject(row.statuses);
    if (row.visitsOf !== undefined) {
      for (const [id, visits] of Object.entries(row.visitsOf))
        expect([id, state.visitsOf(state.taskIndex(id))]).toEqual([id, visits]);
    }
    if (row.reached !== undefined) {
      for (const [id, output] of Object.entries(row.reached))
        expect([id, state.arrivedOutcome(state.taskIndex(id))?.output]).toEqual([id, output]);
    }
    expect(player.fold()).toEqual(snapshot(state));
    expect(player.commands.at(-1)).toBe("ended");
  });
}
