/**
 * The scenarios of a folder, as they are now. Owns which version of each is in force.
 *
 * 1. The last valid version stays in force for as long as its file exists.
 * 2. The system tells of changes; nobody polls, but for a folder that is gone. Many changes of one moment are looked at once.
 */
import { watch, type FSWatcher } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Diagnostic } from "@scheduler-components/core";
import type { Clock } from "../engine/clock.ts";
import { readRegular } from "../load/regular-file.ts";
import type { Check, Say, ValidScenario } from "./types.ts";

const ENDINGS: ReadonlySet<string> = new Set([".yaml", ".yml", ".json"]);
/** Files are written in pieces: this long after the last change, but no longer than `LONGEST_WAIT_MS` after the first. */
const SETTLED_MS = 100;
const LONGEST_WAIT_MS = 2000;
/** A folder that is gone is looked for so often. */
const LOOK_EVERY_MS = 1000;
/** Of one folder. */
export const MOST_SCENARIOS = 1000;

/** A scenario of the folder, under the name of its file without the ending. */
export interface FolderScenario {
  readonly name: string;
  readonly file: string;
  /** The version in force. */
  readonly valid: ValidScenario | undefined;
  /** Of the file as it is. */
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FolderOptions {
  readonly folder: string;
  readonly check: Check;
  readonly maxBytes: number;
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly say: Say;
  /** A version has come into force, or none is any more. */
  readonly changed: (name: string, valid: ValidScenario | undefined) => void;
}

export class ScenarioFolder {
  readonly #options: FolderOptions;
  /** By file. */
  readonly #scenarios = new Map<string, FolderScenario>();
  #watcher: FSWatcher | undefined;
  #dirty = new Set<string>();
  #dirtySince: number | undefined;
  #stopTimer: (() => void) | undefined;
  #stopLooking: (() => void) | undefined;
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: FolderOptions) {
    this.#options = options;
  }

  /** Reads the folder, and follows it from then on. Throws where it cannot be read. */
  async open(): Promise<void> {
    await this.#follow();
  }

  /** Watched before it is read: what changes meanwhile is seen. */
  async #follow(): Promise<void> {
    const { folder, say } = this.#options;
    const own = basename(folder);
    // The system tells by its own name that the folder was deleted or moved.
    const watcher = watch(folder, (_event, name) => (name === own ? this.#lookFor() : this.#touched(name)));
    this.#watcher = watcher;
    watcher.on("error", (error) => say("error", `The folder cannot be watched any more: ${error.message}`, { folder }));
    await this.#read([...(await readdir(folder)), ...this.#scenarios.keys()]);
  }

  /** Another may stand in its place now, or later, as where a new version is put there. */
  #lookFor(): void {
    const { clock, folder, say } = this.#options;
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#stopLooking?.();
    if (this.#closed) return;
    this.#stopLooking = clock.setTimer(LOOK_EVERY_MS, () => {
      this.#follow().then(
        () => say("info", "the folder was replaced, and is followed again", { folder }),
        () => this.#lookFor(),
      );
    });
  }

  get(name: string): FolderScenario | undefined {
    return this.#scenarios.values().find((scenario) => scenario.name === name);
  }

  /** As `get`, for whoever is about to run it: what does not stand in its own file may have changed without a word. */
  async current(name: string): Promise<FolderScenario | undefined> {
    const found = this.get(name);
    if (found?.valid !== undefined && (await found.valid.changed())) await this.#read([basename(found.file)]);
    return this.get(name);
  }

  list(): readonly FolderScenario[] {
    return [...this.#scenarios.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watcher?.close();
    this.#stopTimer?.();
    this.#stopLooking?.();
    await this.#reading;
  }

  #touched(name: string | null): void {
    const { clock } = this.#options;
    // Without a name anything may have changed, and so where `..data` has: it is where the files of a mounted volume point.
    if (name === null || name.startsWith("..")) for (const file of this.#scenarios.keys()) this.#dirty.add(file);
    else if (isScenario(name)) this.#dirty.add(name);
    if (this.#dirty.size === 0) return;
    this.#dirtySince ??= clock.now();
    this.#stopTimer?.();
    const wait = Math.min(SETTLED_MS, Math.max(0, this.#dirtySince + LONGEST_WAIT_MS - clock.now()));
    this.#stopTimer = clock.setTimer(wait, () => {
      const dirty = [...this.#dirty];
      this.#dirty = new Set();
      this.#dirtySince = undefined;
      void this.#read(dirty);
    });
  }

  #read(files: readonly string[]): Promise<void> {
    const wanted = [...new Set(files)].filter(isScenario).sort();
    this.#reading = this.#reading.then(async () => {
      for (const file of wanted) {
        if (this.#closed) return;
        await this.#readOne(file).catch((error: unknown) =>
          this.#options.say("error", `The scenario could not be read: ${String(error)}`, { file }),
        );
      }
    });
    return this.#reading;
  }

  async #readOne(file: string): Promise<void> {
    const { folder, check, changed, say } = this.#options;
    const path = join(folder, file);
    const bytes = await readRegular(path, this.#options.maxBytes + 1);
    const before = this.#scenarios.get(file);
    const name = basename(file, extname(file));
    if (bytes === undefined) {
      if (before === undefined) return;
      this.#scenarios.delete(file);
      say("info", "scenario gone", { file });
      // Another of the same name had to stand back for it.
      for (const ending of ENDINGS) this.#touched(`${name}${ending}`);
      return changed(name, undefined);
    }
    const other = this.get(name);
    if (other !== undefined && basename(other.file) !== file) {
      return say("error", `There is a scenario ${name} already, ${basename(other.file)}; rename one of the two.`, {
        file,
      });
    }
    if (before === undefined && this.#scenarios.size >= MOST_SCENARIOS) {
      return say("error", `A folder has at most ${MOST_SCENARIOS} scenarios; put the rest into another.`, { file });
    }
    const same = before?.ok === true && before.valid?.text === bytes.toString("utf8");
    if (same && !(await before.valid.changed())) return;
    const { ok, diagnostics, valid } = await check(path, bytes);
    this.#scenarios.set(file, { name, file: path, ok, diagnostics, valid: valid ?? before?.valid });
    if (valid !== undefined) {
      say("info", "scenario loaded", { scenario: name, schedules: valid.schedules.length });
      return changed(name, valid);
    }
    const kept = before?.valid === undefined ? "" : "; the last valid version stays in force";
    say("error", `scenario not valid${kept}`, {
      scenario: name,
      diagnostics: diagnostics.map(
        ({ line, column, code, message }) => `${file}:${line}:${column} ${code}: ${message}`,
      ),
    });
  }
}

function isScenario(file: string): boolean {
  return ENDINGS.has(extname(file)) && !file.startsWith(".");
}
