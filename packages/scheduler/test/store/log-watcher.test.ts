import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { LogWatcher, type WatchFile } from "../../src/store/log-watcher.ts";
import { folderWith } from "../support/folder.ts";

const tooMany = new Error("EMFILE: too many open files, watch");

test.each<[string, WatchFile]>([
  [
    "cannot begin to tell",
    () => {
      throw tooMany;
    },
  ],
  [
    "ceases to tell",
    (_file, _changed, failed) => {
      setImmediate(failed);
      return () => {};
    },
  ],
])("where the system %s of others' writes, they are looked for", async (_name, watchFile) => {
  const folder = folderWith({ "runs.db-wal": "" });
  let looked = 0;
  const watcher = new LogWatcher(
    join(folder, "runs.db"),
    () => looked++,
    () => false,
    watchFile,
  );
  onTestFinished(() => watcher.stop());
  await new Promise<void>((resolve) => {
    watcher.listen((run) => {
      if (run === undefined) resolve();
    });
  });
  expect(looked).toBe(1);
});

test("while this process writes it looks by itself, and the system is asked again once it pauses", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let watching = 0;
  let looked = 0;
  const watcher = new LogWatcher(
    join(folderWith({ "runs.db-wal": "" }), "runs.db"),
    () => looked++,
    () => true,
    () => {
      watching++;
      return () => watching--;
    },
  );
  const told: (string | undefined)[] = [];
  watcher.listen((run) => told.push(run));
  expect(watching).toBe(1);
  watcher.wrote("r");
  watcher.wrote("r");
  expect({ watching, looked, told }).toEqual({ watching: 0, looked: 0, told: ["r", "r"] });
  vi.advanceTimersByTime(25);
  watcher.wrote("r");
  vi.advanceTimersByTime(20);
  expect({ watching, looked }).toEqual({ watching: 0, looked: 2 });
  vi.advanceTimersByTime(20);
  expect({ watching, looked }).toEqual({ watching: 1, looked: 3 });
  vi.advanceTimersByTime(10_000);
  expect(looked).toBe(3);
  watcher.stop();
  expect(watching).toBe(0);
});
