import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
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
