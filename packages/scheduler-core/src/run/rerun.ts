/** Beginning a run with what an earlier one of the same scenario had done, but for one task and all that follows from it. */
import { addLog } from "./report.ts";
import { apply } from "./apply.ts";
import { replay, replayTrace, type JournalEntry } from "./journal.ts";
import type { Run } from "./run.ts";

type TaskEntry = Extract<JournalEntry, { readonly type: "started" | "retrying" | "due" | "completed" }>;

/** What an earlier run did before it stopped, each entry with the id of its task. */
interface Past {
  readonly entries: readonly { readonly entry: JournalEntry; readonly id: string | undefined }[];
  /** Where each task completed last. */
  readonly completed: ReadonlyMap<string, number>;
}

/**
 * Begins `run`, which is new, with the entries of an earlier run; `past` is a further new run, used up by it. Visits of other tasks than
 * `from` and what follows from it are taken over as they ended, with their exports, traces, edits and log; signals are not. Gives why it
 * cannot be done, in which case `run` is of no use any more.
 */
export function rerunFrom(
  run: Run,
  past: Run,
  entries: Iterable<JournalEntry>,
  from: string,
  at: number,
): string | undefined {
  const known = readPast(past, entries);
  const start = past.state.taskIndex(from);
  if (start < 0) return `The run had no task "${from}".`;
  const node = nodeOf(past, start);
  if (node !== start) return `"${from}" is an item of "${past.state.taskId(node)}"; name that.`;
  const again = followers(past, start);
  const refused = whyNot(known, again) ?? whyUndone(past, again);
  if (refused !== undefined) return refused;
  run.startedAt = at;
  apply(run, { type: "begun", at });
  for (const [place, { entry, id }] of known.entries.entries()) {
    if (id === undefined) takeOver(run, entry, again);
    else if (!again.has(id) && place <= (known.completed.get(id) ?? -1)) {
      if (run.state.taskIndex(id) < 0)
        return `With what it has now the run would have other items than "${id}"; name its node, or a task before that.`;
      applyAgain(run, entry as TaskEntry, id, at);
      if (run.state.phase !== "running")
        return `With what "${id}" gave the run ends before it comes to "${from}"; name "${id}", or a task before it.`;
    }
  }
  return run.state.taskIndex(from) < 0
    ? `The task "${from}" was added by one that would run again; name that.`
    : undefined;
}

function readPast(past: Run, entries: Iterable<JournalEntry>): Past {
  const read: { readonly entry: JournalEntry; readonly id: string | undefined }[] = [];
  const completed = new Map<string, number>();
  for (const entry of entries) {
    if (past.state.phase !== "created" && past.state.phase !== "running") {
      // What it undid then is of interest all the same.
      replay(past, entry);
      continue;
    }
    const id = isTaskEntry(entry) ? past.state.taskId(entry.task) : undefined;
    if (entry.type === "completed" && id !== undefined) completed.set(id, read.length);
    replay(past, entry);
    read.push({ entry, id });
  }
  return { entries: read, completed };
}

function isTaskEntry(entry: JournalEntry): entry is TaskEntry {
  return entry.type === "started" || entry.type === "retrying" || entry.type === "due" || entry.type === "completed";
}

/** A task itself, or the node that it is an item of. */
function nodeOf({ state }: Run, task: number): number {
  return state.items?.places.get(task)?.node ?? task;
}

/** The ids of a task and of all that can be reached from it: of a loop, the whole of it; of a node, its items. */
function followers({ state }: Run, start: number): ReadonlySet<string> {
  const { firstOut, nextOut, to } = state.graph;
  const ids = new Set<string>();
  const open = [start];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    const id = state.taskId(task);
    if (ids.has(id)) continue;
    ids.add(id);
    for (const item of state.items?.expansions.get(task)?.tasks ?? []) ids.add(state.taskId(item));
    for (let edge = firstOut[task] ?? -1; edge >= 0; edge = nextOut[edge] ?? -1) open.push(to[edge] ?? start);
  }
  return ids;
}

/** Edges are numbers, given in the order of the edits: those of a task that runs again must not stand before others. */
function whyNot({ entries }: Past, again: ReadonlySet<string>): string | undefined {
  let editor: string | undefined;
  for (const { entry, id } of entries) {
    if (entry.type !== "completed" || entry.edits === undefined || id === undefined) continue;
    if (again.has(id)) editor ??= id;
    else if (editor !== undefined)
      return `"${editor}" would run again and had changed the graph before "${id}" did; name a task before both.`;
  }
  return undefined;
}

/** What was undone is not there to be taken over. */
function whyUndone(past: Run, again: ReadonlySet<string>): string | undefined {
  const { state } = past;
  for (const [task, undone] of state.compensations?.undone ?? []) {
    const id = state.taskId(nodeOf(past, undone.task));
    if (state.visitsOf(task) > 0 && !again.has(id))
      return `What "${id}" did was undone when the run ended; name "${id}", or a task before it.`;
  }
  return undefined;
}

function applyAgain(run: Run, entry: TaskEntry, id: string, at: number): void {
  const task = run.state.taskIndex(id);
  if (entry.type === "started" || entry.type === "due") return apply(run, { type: entry.type, task, at });
  const { trace, edited, ...event } = entry;
  if (edited !== undefined) run.edits.push(...edited);
  if (trace !== undefined) replayTrace(run, { ...event, task }, trace);
  apply(run, { ...event, task, at });
}

/** The log of what is taken over, and what is to be hidden. */
function takeOver(run: Run, entry: JournalEntry, again: ReadonlySet<string>): void {
  if (entry.type === "hidden") run.hide(entry.value);
  else if (entry.type === "logged" && entry.entry.task !== undefined && !again.has(entry.entry.task))
    addLog(run, entry.entry);
  else return;
  run.journal?.(entry);
}
