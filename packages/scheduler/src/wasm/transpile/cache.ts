/**
 * A folder of files that can be made again, each under a key that stands for its content.
 *
 *   1. An entry is written aside and renamed into place: another process sees all of it or nothing.
 *   2. An entry begins with a digest of the rest. One that does not fit is taken for absent, and is replaced.
 *   3. All entries together stay within a number of bytes; what was not used for longest goes first.
 *   4. Nothing here fails a run: what cannot be read is absent, what cannot be written is a note.
 *
 * The folder belongs to this user alone. One that others can write to is not used: what lies in it is run.
 */
import { createHash, hash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

export const CACHE_LIMIT_BYTES: number = 512 * 1024 * 1024;

const ENDING = ".entry";
const DIGEST_BYTES = 32;
/** A file that was written aside and never renamed is of a process that died. */
const ABANDONED_MS = 60 * 60 * 1000;

export class Cache {
  readonly #folder: string;
  readonly #limit: number;
  #usable: Promise<string | undefined> | undefined;

  constructor(folder: string, limit: number = CACHE_LIMIT_BYTES) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** The content under a key; undefined where there is none, or where it is damaged. */
  async read(key: string): Promise<Buffer | undefined> {
    const path = this.#path(key);
    try {
      if ((await this.#whyUnusable()) !== undefined) return undefined;
      const bytes = await readFile(path);
      const content = bytes.subarray(DIGEST_BYTES);
      if (!bytes.subarray(0, DIGEST_BYTES).equals(digest([content]))) return undefined;
      const now = new Date();
      // It was used: whether that can be written down does not matter.
      await utimes(path, now, now).catch(() => undefined);
      return content;
    } catch {
      return undefined;
    }
  }

  /** Keeps parts, one after the other, under a key. Gives a note where they could not be kept. */
  async write(key: string, parts: readonly Uint8Array[]): Promise<string | undefined> {
    const size = parts.reduce((sum, part) => sum + part.length, DIGEST_BYTES);
    if (size > this.#limit) return undefined;
    const aside = join(this.#folder, `${key}.${randomUUID()}.part`);
    try {
      const why = await this.#whyUnusable();
      if (why !== undefined) return this.#note(why);
      const file = await open(aside, "wx", 0o600);
      try {
        await file.writev([digest(parts), ...parts]);
      } finally {
        await file.close();
      }
      await rename(aside, this.#path(key));
      await this.#prune(key);
      return undefined;
    } catch (error) {
      await rm(aside, { force: true }).catch(() => undefined);
      return this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  /** A value under a key, made if it is not there or is not what `accept` takes. Only JSON values can be kept. */
  async json<Value>(
    key: string,
    accept: (value: unknown) => value is Value,
    make: () => Promise<Value>,
  ): Promise<Value> {
    const kept = await this.read(key);
    const value = kept === undefined ? undefined : parse(kept.toString("utf8"));
    if (accept(value)) return value;
    const made = await make();
    await this.write(key, [Buffer.from(JSON.stringify(made))]);
    return made;
  }

  #path(key: string): string {
    return join(this.#folder, key + ENDING);
  }

  #note(why: string): string {
    return `Nothing is kept in the cache ${this.#folder}: ${why}`;
  }

  #whyUnusable(): Promise<string | undefined> {
    this.#usable ??= whyUnusable(this.#folder);
    return this.#usable;
  }

  async #prune(latest: string): Promise<void> {
    const entries: { readonly path: string; readonly size: number; readonly used: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      // Another process may have removed it by now.
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) continue;
      if (name.endsWith(".part") && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
      if (name.endsWith(ENDING))
        entries.push({ path, size: found.size, used: name === latest + ENDING ? Infinity : found.mtimeMs });
    }
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of entries.toSorted((a, b) => a.used - b.used)) {
      if (total <= this.#limit) return;
      await rm(path, { force: true });
      total -= size;
    }
  }
}

/** A key of everything that an entry depends on, in hexadecimal. Each part counts with its length, so that none runs into the next. */
export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const digests = parts.map((part) => hash("sha256", part, "hex"));
  return hash("sha256", digests.join(), "hex");
}

/** Windows has no such modes: there the folder lies within the user's own. */
async function whyUnusable(folder: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(folder);
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  if (uid !== user) return "it belongs to another user";
  return mode & 0o022 ? "others can write to it (chmod go-w)" : undefined;
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const all = createHash("sha256");
  for (const part of parts) all.update(part);
  return all.digest();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
