/**
 * Where runs are kept, as a port: what the durable shell needs of a store, and what others may read there.
 *
 * 1. An entry counts once it is committed: `committed` calls back after that, and never for what was lost.
 * 2. One process at a time drives a run. Who loses it, to another process or to a fault of the store, is told once, and nothing that it
 *    appends from then on is kept.
 * 3. What is read here (`runs`, `events`) never holds a secret; what a driver opens does.
 */
import type { JournalEntry, JsonObject, JsonValue, Redactor, RunReport, RunStatus } from "@scheduler-components/core";

/** A run that begins. */
export interface NewRun {
  readonly id: string;
  /** The scenario's name. */
  readonly scenario: string;
  /** The scenario's text, YAML or JSON: the run goes on with it, whatever becomes of the file. */
  readonly text: string;
  /** Where the text came from; relative sources of components are looked for in its folder. */
  readonly file?: string | undefined;
  readonly inputs: JsonObject;
  /** The id of the run that begins it, and alone goes on with it. */
  readonly parent?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** A run as a list shows it. `held`: a process drives it now. Times are milliseconds since the Unix epoch. */
export interface RunRecord {
  readonly id: string;
  readonly scenario: string;
  readonly status: RunStatus | "running";
  readonly held: boolean;
  readonly file: string | undefined;
  /** The id of the run that began it. */
  readonly parent: string | undefined;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

/** What another process may ask of a run. */
export type RunMessage =
  | { readonly type: "signal"; readonly name: string; readonly data: JsonValue }
  | { readonly type: "cancel"; readonly reason: string };

/** What the one that drives a run is told. */
export interface RunDriver {
  readonly message: (message: RunMessage) => void;
  readonly lost: (error: StoreError) => void;
}

/** What takes snapshots of a run that is driven. */
export interface SnapshotSource {
  /** The run as JSON, as it is after all that was appended; undefined where none can be taken now. Asked between the run's turns. */
  readonly take: () => unknown;
  /** In how many parts: taking one costs in proportion. */
  readonly parts: () => number;
  /** It is kept: what was appended up to it is had again by `beforeSnapshot` alone. */
  readonly kept: () => void;
}

/** A run's journal, for the one process that drives the run. */
export interface RunJournal {
  /** From here on the driver is told; messages that came before are told at once. */
  readonly drive: (driver: RunDriver) => void;
  /** `redactor`: what is to be hidden from those who read. */
  readonly append: (entry: JournalEntry, redactor: Redactor) => void;
  /**
   * Has snapshots taken now and then, each kept together with what it comes after. They are never needed: what was appended gives all of
   * it again.
   */
  readonly snapshots: (source: SnapshotSource) => void;
  /** What was kept up to the run's last snapshot, that included which it was opened with. */
  readonly beforeSnapshot: () => Iterable<JournalEntry>;
  /** Calls back once all that was appended is kept. `alone`: nothing of the run is under way, so nothing is won by waiting for more. */
  readonly committed: (callback: () => void, alone?: boolean) => void;
  /** Keeps how the run ended, with all that was appended, and lets go of it. The report is redacted. */
  readonly end: (report: RunReport, at: number) => Promise<void>;
  /** Lets go of a run that has not ended: another process may go on with it. */
  readonly release: () => Promise<void>;
}

export interface OpenedRun {
  readonly run: NewRun;
  readonly journal: RunJournal;
  /** All that was kept, in its order. */
  readonly entries: () => Iterable<JournalEntry>;
  /** The last snapshot that was taken, with what was kept after it; undefined where there is none, or none that can be read. */
  readonly snapshot: { readonly value: unknown; readonly entriesAfter: () => Iterable<JournalEntry> } | undefined;
}

/** A reader of a run's events that knows how far it has come. */
export interface RunTail {
  /** The number of the next event. */
  readonly position: number;
  /** The events that follow, some at a time; none where there are no more yet. */
  readonly read: () => readonly JournalEntry[];
}

export interface RunFilter {
  readonly status?: readonly RunRecord["status"][];
  readonly scenario?: string;
  /** Those that this run began itself. */
  readonly parent?: string;
  /** The newest first; default 100. */
  readonly limit?: number;
}

export interface Store {
  /** Throws `run-exists`. */
  readonly create: (run: NewRun) => RunJournal;
  /** Takes a run that has not ended, to go on with it. Throws `run-unknown`, `run-ended` or `run-held`. */
  readonly open: (id: string) => OpenedRun;
  readonly run: (id: string) => RunRecord | undefined;
  /** What a run was begun with. Throws `run-unknown`. */
  readonly source: (id: string) => NewRun;
  /** All that was kept of a run, secrets included. Throws `run-unknown`. */
  readonly entries: (id: string) => Iterable<JournalEntry>;
  readonly runs: (filter?: RunFilter) => readonly RunRecord[];
  /** The ids of the runs that have not ended, the oldest first; without those that other runs began, which go on with them. */
  readonly unfinished: () => readonly string[];
  /** What happened in a run, without secrets, from the entry of a number on (from 0). Throws `run-unknown`. */
  readonly events: (id: string, from?: number) => Iterable<JournalEntry>;
  /** The same, to be read in pieces while the run goes on. Throws `run-unknown`. */
  readonly tail: (id: string, from?: number) => RunTail;
  /** Calls back when something was written, with the run's id, or without where another process wrote. Gives what calls it off. */
  readonly onWritten: (callback: (run: string | undefined) => void) => () => void;
  /** How a run ended, without its traces; undefined before. Throws `run-unknown`. */
  readonly report: (id: string) => Omit<RunReport, "traces"> | undefined;
  /** Asks something of a run, whoever drives it, now or later. Throws `run-unknown` or `run-ended`. */
  readonly send: (id: string, message: RunMessage) => void;
  /** Up to which of its times a schedule was dealt with; undefined for one that is not known. Times never go back. */
  readonly scheduleMark: (scenario: string, schedule: string) => number | undefined;
  readonly markSchedule: (scenario: string, schedule: string, time: number) => void;
  /**
   * Forgets runs that ended before a time, each with the runs that it began: the oldest first, and at most `most` (default: all) that no
   * other began; gives how many with those below them. Nobody else can write meanwhile:
   * where many may be old and others use the store, it is asked for some at a time, until it gives fewer.
   */
  readonly prune: (endedBefore: number, most?: number) => number;
  readonly close: () => Promise<void>;
}

export type StoreErrorCode =
  | "run-exists"
  | "run-unknown"
  | "run-ended"
  /** Another run began it, and goes on with it. */
  | "run-of-parent"
  /** It cannot be begun again from that task. */
  | "rerun-refused"
  /** Another process drives it. */
  | "run-held"
  /** Another process has taken the run over. */
  | "run-taken"
  /** The file is no store, or of a later version. */
  | "store-unusable"
  /** Reading or writing failed: what was not kept has not happened. */
  | "store-failed";

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}
