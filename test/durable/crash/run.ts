/**
 * One run of the built command line that is killed again and again, until it ends; and all that has to hold of it:
 *
 * 1. It ends as the run that nobody disturbed.
 * 2. What a journal held as ended when its process was killed is not carried out again.
 * 3. Whatever is carried out more than once has one idempotency key.
 * 4. No process carries out an attempt twice.
 * 5. Where it ends without success, what succeeded is undone in the reverse order, each once.
 */
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { randomOf, type Random } from "../../../packages/scheduler-core/test/state/support/random.ts";
import { openStore } from "../../../packages/scheduler/src/store/open-store.ts";
import type { Store } from "../../../packages/scheduler/src/store/store.ts";
import { crashScenario, type CrashScenario, type Signal } from "./scenario.ts";

const BIN = join(import.meta.dirname, "../../../packages/scheduler/dist/bin.js");
const RUN = "r";
/** A run is not killed more often than that, so that it comes to its end. */
const MOST_KILLS = 8;
/** No process of the harness takes longer; one that does hangs. */
const LONGEST_MS = 60_000;

export interface CrashResult {
  readonly kills: number;
  /** Attempts that were carried out more than once: where there are none, nothing was tested. */
  readonly repeated: number;
  readonly faults: readonly string[];
}

interface Done {
  readonly name: string;
  readonly key: string;
  readonly pid: number;
}

/** Runs the scenario of a seed with at most so many kills, in a folder of its own. */
export async function crashRun(seed: number, kills: number): Promise<CrashResult> {
  const random = randomOf(seed);
  const scenario = crashScenario(random);
  const calm = await inFolder(scenario, (folder) => killedRun(folder, scenario, random, 0));
  const killed = await inFolder(scenario, (folder) => killedRun(folder, scenario, random, Math.min(kills, MOST_KILLS)));
  const faults = [...killed.faults];
  if (!isDeepStrictEqual(killed.end, calm.end))
    faults.push(`It ended otherwise:\n${JSON.stringify(killed.end)}\nundisturbed:\n${JSON.stringify(calm.end)}`);
  return { kills: killed.kills, repeated: killed.repeated, faults };
}

async function inFolder<T>(scenario: CrashScenario, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "scheduler-crash-"));
  try {
    copyFileSync(join(import.meta.dirname, "probe.mjs"), join(folder, "probe.mjs"));
    writeFileSync(join(folder, "scenario.yaml"), scenario.text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ended {
  readonly end: unknown;
  readonly kills: number;
  readonly repeated: number;
  readonly faults: readonly string[];
}

async function killedRun(folder: string, scenario: CrashScenario, random: Random, most: number): Promise<Ended> {
  const store = await openStore(join(folder, "runs.db"));
  const faults: string[] = [];
  const signals = scenario.signals.map((signal) => ({ ...signal, after: random(Math.max(1, most)) }));
  const sending: Promise<void>[] = [];
  let over = false;
  let kills = 0;
  try {
    for (let process = 0; ; process++) {
      const ended = endedIn(store);
      const before = doneIn(folder).length;
      const gone = startProcess(folder, store.run(RUN) === undefined);
      for (const signal of signals.filter(({ after }) => after === process))
        sending.push(send(store, signal, random(200), () => over));
      const dead = kills < most ? await killed(gone, folder, random) : false;
      const { code, signal, said } = await gone.finished;
      if (dead && signal === "SIGKILL") kills++;
      else if (code !== 0 && code !== 1) faults.push(`Process ${process} ended with ${code ?? signal}:\n${said}`);
      const again = doneIn(folder).slice(before);
      for (const { name } of again) if (ended.has(name)) faults.push(`${name} had ended, and was carried out again.`);
      if (new Set(again.map(({ name }) => name)).size < again.length)
        faults.push(`Process ${process} did something twice.`);
      // The kill may have come after the run's end was kept.
      if (signal !== "SIGKILL" || faults.length > 0 || isOver(store)) break;
    }
    const done = doneIn(folder);
    for (const { name, key } of done) {
      const expected = `${RUN}/${name.slice(0, name.lastIndexOf("."))}`;
      if (key !== expected) faults.push(`${name} was carried out with the key ${key}, not ${expected}.`);
    }
    faults.push(...undoneWrongly(store));
    return { end: endOf(store), kills, repeated: done.length - new Set(done.map(({ name }) => name)).size, faults };
  } finally {
    over = true;
    await Promise.all(sending);
    await store.close();
  }
}

function isOver(store: Store): boolean {
  const status = store.run(RUN)?.status;
  return status !== undefined && status !== "running";
}

interface Child {
  readonly kill: () => void;
  readonly finished: Promise<{ readonly code: number | null; readonly signal: string | null; readonly said: string }>;
  readonly over: () => boolean;
}

function startProcess(folder: string, first: boolean): Child {
  const verb = first ? ["run", "scenario.yaml", "--run-id", RUN] : ["runs", "resume", RUN];
  const args = [
    BIN,
    ...verb,
    "--store",
    "runs.db",
    "--allow-native",
    "probe",
    "--format",
    "json",
    "--output",
    "report.json",
  ];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  let over = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const hanging = setTimeout(() => child.kill("SIGABRT"), LONGEST_MS);
  const finished = new Promise<Awaited<Child["finished"]>>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      over = true;
      clearTimeout(hanging);
      resolve({ code, signal, said });
    });
  });
  return { kill: () => child.kill("SIGKILL"), finished, over: () => over };
}

/** Kills a process at a random moment: mostly once it is at work, sometimes on its way there. False where it was over before. */
async function killed(child: Child, folder: string, random: Random): Promise<boolean> {
  if (random(5) === 0) await sleep(random(300));
  else {
    const before = doneIn(folder).length;
    const since = performance.now();
    // A resumed process may have nothing to carry out for a while: it waits for a time or a signal.
    while (!child.over() && doneIn(folder).length === before && performance.now() - since < 600) await sleep(5);
    await sleep(random(10) < 3 ? random(4) : random(150));
  }
  if (child.over()) return false;
  child.kill();
  return true;
}

/** Sends a signal as soon as there is a run that can get it; not at all where the run came to its end, which is then the fault. */
async function send(store: Store, { name, data }: Signal, delay: number, over: () => boolean): Promise<void> {
  for (await sleep(delay); !over(); await sleep(10)) {
    if (store.run(RUN)?.status !== "running") continue;
    store.send(RUN, { type: "signal", name, data });
    return;
  }
}

function doneIn(folder: string): readonly Done[] {
  let text: string;
  try {
    text = readFileSync(join(folder, "done.ndjson"), "utf8");
  } catch {
    return [];
  }
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Done);
}

/** The attempts whose end the journal holds. */
function endedIn(store: Store): ReadonlySet<string> {
  const ended = new Set<string>();
  if (store.run(RUN) === undefined) return ended;
  for (const entry of store.events(RUN)) {
    if (!("trace" in entry) || entry.trace === undefined) continue;
    ended.add(`${entry.trace.task}/${entry.trace.visit}.${entry.trace.attempt}`);
  }
  return ended;
}

/** The fifth rule. */
function undoneWrongly(store: Store): readonly string[] {
  const succeeded: string[] = [];
  const undone: string[] = [];
  for (const entry of store.events(RUN)) {
    if (entry.type !== "completed" || entry.trace === undefined) continue;
    const { task, visit, action } = entry.trace;
    if (action === "step" && entry.outcome.status === "succeeded")
      succeeded.push(`${task}!compensate${visit === 1 ? "" : `-${visit}`}`);
    else if (action === "step!compensate") undone.push(task);
  }
  const expected = store.run(RUN)?.status === "succeeded" ? [] : succeeded.toReversed();
  return isDeepStrictEqual(undone, expected)
    ? []
    : [`Undone was ${undone.join(", ")}, and not ${expected.join(", ")}.`];
}

/** All that has to be the same, in an order that does not depend on time. */
function endOf(store: Store): unknown {
  const report = isOver(store) ? store.report(RUN) : undefined;
  if (report === undefined) return "It has not ended.";
  const { run, tasks, exports, metrics, edits, summary } = report;
  const attempts: string[] = [];
  for (const entry of store.events(RUN)) {
    if (!("trace" in entry) || entry.trace === undefined) continue;
    const { task, visit, attempt, own } = entry.trace;
    const { status, output = null, error = null } = own ?? ("outcome" in entry ? entry.outcome : {});
    attempts.push(`${task}/${visit}.${attempt} ${JSON.stringify([status, output, error?.code ?? null])}`);
  }
  const sorted = (values: object): unknown => Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.parse(
    JSON.stringify({
      status: run.status,
      tasks: sorted(tasks),
      exports: sorted(exports),
      metrics: Object.entries(metrics).map(([name, { count, last }]) => [name, count, last]),
      edits: edits.map((edit) => JSON.stringify(edit)).toSorted(),
      attempts: attempts.toSorted(),
      counted: [summary.attempts, summary.failed, summary.retries],
    }),
  );
}
