import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runForJson } from "../harness/child.ts";
import { median } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const RUNS = 1_000;
/** That each of them has done. */
const TASKS = 1_000;
const ROUNDS = 3;

const file = join(import.meta.dirname, "../processes/resume.ts");

/**
 * Unfinished runs of one text that a process left when it was killed, each with many tasks done and the next under way. Another process goes on
 * with all of them: the time until each has been asked for its next task, and the most memory that it had until then (its resident set).
 * Starting the process is not counted. The tasks' outcomes are successes without output.
 */
export async function measure(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-resume-"));
  const run = (how: string): Promise<{ readonly ms: number; readonly bytes: number }> =>
    runForJson(file, [how, join(folder, "runs.db"), String(RUNS), String(TASKS)]);
  try {
    await run("fill");
    const rounds: { readonly ms: number; readonly bytes: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await run("open"));
    const note = `${RUNS} runs of ${TASKS} tasks done`;
    return [
      { name: "resume", ours: median(rounds.map(({ ms }) => ms)), note },
      { name: "resume-memory", ours: median(rounds.map(({ bytes }) => bytes)), note },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
