/** What has to hold of all that a killed run carried out. Each rule gives the faults that it finds. */
import { isDeepStrictEqual } from "node:util";
import type { Store } from "../../../packages/scheduler/src/store/store.ts";
import type { Carried } from "./recorder.ts";
import { AT_MOST_ONCE, type CrashScenario } from "./scenario.ts";

/** Timers count in whole milliseconds, and so does what a store keeps of time. */
const ROUNDED_MS = 2;

/** The attempts whose end the journals hold, of the run and of those that it has begun. */
export function endedIn(store: Store): ReadonlySet<string> {
  const ended = new Set<string>();
  for (const { id } of store.runs()) {
    for (const entry of store.events(id)) {
      if (!("trace" in entry) || entry.trace === undefined) continue;
      ended.add(`${id}/${entry.trace.task}/${entry.trace.visit}.${entry.trace.attempt}`);
    }
  }
  return ended;
}

/** What a journal held as ended when its process was killed is not carried out again; and nothing twice by one process. */
export function againByOne(carried: readonly Carried[], ended: ReadonlySet<string>): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { name, process } of carried) {
    if (ended.has(name)) faults.push(`${name} had ended, and was carried out again by process ${process}.`);
    if (seen.has(name)) faults.push(`Process ${process} did ${name} twice.`);
    seen.add(name);
  }
  return faults;
}

/** Whatever is carried out has the key of its visit, however often and by whichever process. */
export function keysOtherThanTheirs(carried: readonly Carried[]): readonly string[] {
  return carried.flatMap(({ key, run, task, visit, undo = false }) => {
    const expected = undo ? `${run}/${task}!compensate${visit === 1 ? "" : `-${visit}`}/1` : `${run}/${task}/${visit}`;
    return key === expected ? [] : [`${task} was carried out with the key ${key}, not ${expected}.`];
  });
}

/** What may be done at most once is. */
export function onceTwice(carried: readonly Carried[]): readonly string[] {
  const names = carried.filter(({ task }) => AT_MOST_ONCE.has(task)).map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) < index).map((name) => `${name} was carried out twice.`);
}

/** No sleep and no wait before another attempt is shorter than it is said to be, whoever goes on with it. */
export function tooSoon(carried: readonly Carried[], { pauses, retryMs }: CrashScenario): readonly string[] {
  const faults: string[] = [];
  const check = (what: string, before: readonly Carried[], after: readonly Carried[], ms: number): void => {
    const answered = Math.max(...before.map(({ answeredAt }) => answeredAt ?? -Infinity));
    const waited = Math.min(...after.map(({ at }) => at)) - answered;
    if (waited < ms - ROUNDED_MS) faults.push(`${what} came after ${waited} ms, and not ${ms}.`);
  };
  for (const key of new Set(carried.map((one) => one.key))) {
    const of = (attempt: number): readonly Carried[] =>
      carried.filter((one) => one.key === key && one.attempt === attempt);
    for (let attempt = 2; of(attempt).length > 0; attempt++)
      check(`Attempt ${attempt} of ${key}`, of(attempt - 1), of(attempt), retryMs);
  }
  for (const { from, to, ms } of pauses) {
    const of = (task: string): readonly Carried[] => carried.filter((one) => one.task === task && one.undo !== true);
    if (of(to).length > 0) check(to, of(from), of(to), ms);
  }
  return faults;
}

/** Where a run ends without success, what succeeded is undone in the reverse order, each once: of the run, and of each that it began. */
export function undoneWrongly(store: Store): readonly string[] {
  return store.runs().flatMap(({ id }) => undoneWronglyIn(store, id));
}

function undoneWronglyIn(store: Store, run: string): readonly string[] {
  const succeeded: string[] = [];
  const undone: string[] = [];
  for (const entry of store.events(run)) {
    if (entry.type !== "completed" || entry.trace === undefined) continue;
    const { task, visit, action } = entry.trace;
    if (action === "step" && entry.outcome.status === "succeeded")
      succeeded.push(`${task}!compensate${visit === 1 ? "" : `-${visit}`}`);
    else if (action === "step!compensate") undone.push(task);
  }
  const expected = store.run(run)?.status === "succeeded" ? [] : succeeded.toReversed();
  if (isDeepStrictEqual(undone, expected)) return [];
  return [`In ${run} undone was ${undone.join(", ")}, and not ${expected.join(", ")}.`];
}

/** All that has to be the same however a run was killed, and of each that it began, in an order that does not depend on time. */
export function endOf(store: Store): unknown {
  const ids = store.runs().map(({ id }) => id);
  return ids.toSorted().map((id) => [id, endOfOne(store, id)]);
}

function endOfOne(store: Store, run: string): unknown {
  const status = store.run(run)?.status;
  const report = status === undefined || status === "running" ? undefined : store.report(run);
  if (report === undefined) return "It has not ended.";
  const attempts: string[] = [];
  for (const entry of store.events(run)) {
    if (!("trace" in entry) || entry.trace === undefined) continue;
    const { task, visit, attempt, own } = entry.trace;
    if (AT_MOST_ONCE.has(task)) continue;
    const { status: ended, output = null, error = null } = own ?? ("outcome" in entry ? entry.outcome : {});
    attempts.push(`${task}/${visit}.${attempt} ${JSON.stringify([ended, told(output), error?.code ?? null])}`);
  }
  const sorted = <T>(values: { readonly [name: string]: T }): readonly (readonly [string, T])[] =>
    Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const { tasks, exports, metrics, edits } = report;
  return JSON.parse(
    JSON.stringify({
      status: report.run.status,
      tasks: sorted(tasks).map((task) => (AT_MOST_ONCE.has(task[0]) ? [task[0], task[1].visits] : task)),
      exports: sorted(exports),
      metrics: Object.entries(metrics).map(([name, { count, last }]) => [name, count, last]),
      edits: edits.map((edit) => JSON.stringify(edit)).toSorted(),
      attempts: attempts.toSorted(),
    }),
  );
}

/** Of a response what does not tell the time. */
function told(output: unknown): unknown {
  const { status, body } = (output ?? {}) as { readonly status?: unknown; readonly body?: unknown };
  return status === undefined ? output : { status, body };
}
