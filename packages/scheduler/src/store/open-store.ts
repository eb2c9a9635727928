import { accessSync, closeSync, existsSync, openSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreError, type Store } from "./store.ts";

export interface StoreOptions {
  /** Refuse where there is no file yet; by default it is made, for its owner alone. */
  readonly mustExist?: boolean;
  /** Milliseconds since the Unix epoch, for leases. */
  readonly now?: () => number;
}

/** Pages of the log that are written to the file together: each once, however often it is in the log. */
const LOG_PAGES = 4000;
/** Of a page in the log, with its head. */
const PAGE_BYTES = 4096 + 24;

/** `constants.R_OK | constants.W_OK`. */
const READ_AND_WRITE = 4 | 2;
/** How long a commit waits for another process to finish its own. */
const BUSY_MS = 10_000;

/**
 * Opens a store, a file for runs to be kept in. Throws `StoreError` with `store-unusable`.
 *
 * @example
 * const store = await openStore("runs.db");
 * const scheduler = createScheduler({ store });
 * const report = await scheduler.run(text, { runId: "nightly-7" });
 * await store.close();
 */
export async function openStore(file: string, options: StoreOptions = {}): Promise<Store> {
  if (options.mustExist === true && !existsSync(file))
    throw new StoreError("store-unusable", `There is no store ${file}.`);
  // Names such as ":memory:" mean something else to SQLite.
  const path = resolve(file);
  // Loaded when first needed: most schedulers keep nothing.
  const [{ DatabaseSync: Database }, { SqliteStore }, { migrate }] = await Promise.all([
    // Once: what it does to warnings must not overlap.
    (sqlite ??= importQuietly()),
    import("./sqlite-store.ts"),
    import("./schema.ts"),
  ]);
  let db: DatabaseSync | undefined;
  try {
    create(path);
    db = new Database(path);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    migrate(db, file);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    db.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
    return new SqliteStore(db, path, options.now ?? Date.now, LOG_PAGES * PAGE_BYTES);
  } catch (cause) {
    db?.close();
    if (cause instanceof StoreError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError("store-unusable", `The store ${file} cannot be used: ${why}`, { cause });
  }
}

/**
 * What a store holds is for its owner alone; the database's other files are made with the same rights. A file that is there is only looked
 * at: to open and close it would end the locks that this process holds on it already.
 */
function create(path: string): void {
  try {
    closeSync(openSync(path, "ax", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (statSync(path).isDirectory()) throw new Error("it is a folder", { cause: error });
    accessSync(path, READ_AND_WRITE);
  }
}

let sqlite: Promise<typeof import("node:sqlite")> | undefined;

/** Some versions of Node 22 warn that their driver is experimental, on stderr. What the store needs of it is tested with them. */
async function importQuietly(): Promise<typeof import("node:sqlite")> {
  const own = Object.getOwnPropertyDescriptor(process, "emitWarning");
  const warn = process.emitWarning.bind(process) as (warning: string | Error, ...rest: unknown[]) => void;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (!String(warning).startsWith("SQLite is an experimental feature")) warn(warning, ...rest);
  };
  try {
    return await import("node:sqlite");
  } finally {
    if (own !== undefined) Object.defineProperty(process, "emitWarning", own);
  }
}
