/**
 * One run of the built command line that is killed again and again, until it ends; and all that has to hold of it:
 *
 * 1. It ends as the run that nobody disturbed.
 * 2. What a journal held as ended when its process was killed is not carried out again, and no process carries out an attempt twice.
 * 3. Whatever is carried out, once or again, has the idempotency key of its visit.
 * 4. What may be done at most once is.
 * 5. No sleep and no wait before another attempt is shorter than it is said to be.
 * 6. Where it ends without success, what succeeded is undone in the reverse order, each once.
 */
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { randomOf, type Random } from "../../../packages/scheduler-core/test/state/support/random.ts";
import { openStore } from "../../../packages/scheduler/src/store/open-store.ts";
import type { Store } from "../../../packages/scheduler/src/store/store.ts";
import { startRecorder, type Recorder } from "./recorder.ts";
import { againByOne, endedIn, endOf, keysOtherThanTheirs, onceTwice, tooSoon, undoneWrongly } from "./rules.ts";
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

/** Runs the scenario of a seed with at most so many kills, in a folder of its own. */
export async function crashRun(seed: number, kills: number): Promise<CrashResult> {
  const random = randomOf(seed);
  const scenario = crashScenario(random);
  const calm = await inFolder(scenario, (folder) => killedRun(folder, scenario, random, 0));
  const killed = await inFolder(scenario, (folder) => killedRun(folder, scenario, random, Math.min(kills, MOST_KILLS)));
  const faults = [...calm.faults, ...killed.faults];
  if (!isDeepStrictEqual(killed.end, calm.end))
    faults.push(`It ended otherwise:\n${JSON.stringify(killed.end)}\nundisturbed:\n${JSON.stringify(calm.end)}`);
  return { kills: killed.kills, repeated: killed.repeated, faults };
}

async function inFolder<T>(scenario: CrashScenario, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "scheduler-crash-"));
  try {
    copyFileSync(join(import.meta.dirname, "probe.mjs"), join(folder, "probe.mjs"));
    writeFileSync(join(folder, "scenario.yaml"), scenario.text);
    writeFileSync(join(folder, "child.yaml"), scenario.child);
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
  await using recorder = await startRecorder();
  const store = await openStore(join(folder, "runs.db"));
  const faults: string[] = [];
  const signals = scenario.signals.map((signal) => ({ ...signal, after: random(Math.max(1, most)) }));
  const sending: Promise<void>[] = [];
  let over = false;
  let kills = 0;
  try {
    for (let process = 0; ; process++) {
      const ended = endedIn(store);
      const before = recorder.carried.length;
      recorder.begin(process);
      const gone = startProcess(folder, store.run(RUN) === undefined ? recorder.url : undefined);
      for (const signal of signals.filter(({ after }) => after === process))
        sending.push(send(store, signal, random(200), () => over));
      const dead = kills < most ? await killed(gone, recorder, random) : false;
      const { code, signal, said } = await gone.finished;
      await recorder.settled();
      if (dead && signal === "SIGKILL") kills++;
      else if (code !== 0 && code !== 1)
        faults.push(`Process ${process} ended with ${code ?? signal}:\n${said.slice(0, 4000)}`);
      faults.push(...againByOne(recorder.carried.slice(before), ended));
      // The kill may have come after the run's end was kept.
      if (signal !== "SIGKILL" || faults.length > 0 || isOver(store)) break;
    }
    const { carried } = recorder;
    faults.push(
      ...keysOtherThanTheirs(carried),
      ...onceTwice(carried),
      ...tooSoon(carried, scenario),
      ...undoneWrongly(store),
    );
    const repeated = carried.length - new Set(carried.map(({ name }) => name)).size;
    return { end: endOf(store), kills, repeated, faults };
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

/** `url`: whom the actions talk to, where the run is begun; otherwise it is gone on with. */
function startProcess(folder: string, url: string | undefined): Child {
  const verb =
    url === undefined ? ["runs", "resume", RUN] : ["run", "scenario.yaml", "--run-id", RUN, "--input", `url=${url}`];
  const how = ["--store", "runs.db", "--allow-native", "probe", "--format", "json", "--output", "report.json"];
  const child = spawn(process.execPath, [BIN, ...verb, ...how], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
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
async function killed(child: Child, recorder: Recorder, random: Random): Promise<boolean> {
  if (random(5) === 0) await sleep(random(300));
  else {
    // A resumed process may have nothing to carry out for a while: it waits for a time or a signal.
    await Promise.race([recorder.more(), child.finished, sleep(600)]);
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
