import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { Drivers } from "../../src/store/drivers.ts";
import { migrate } from "../../src/store/schema.ts";

const AN_HOUR = 3600_000;

function database(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  onTestFinished(() => db.close());
  migrate(db, ":memory:");
  return db;
}

function drivers(db: DatabaseSync): Drivers {
  const made = new Drivers(db, Date.now);
  onTestFinished(() => made.close());
  return made;
}

test("what a process that was killed long ago left of itself goes with the next one", () => {
  const db = database();
  const add = db.prepare("INSERT INTO drivers (process, alive_until) VALUES (?, ?)");
  for (const hours of [48, 1]) add.run(`${hours} hours ago`, Date.now() - hours * AN_HOUR);
  const { own } = drivers(db);
  const left = db.prepare("SELECT id, process FROM drivers ORDER BY id").all();
  expect(left).toMatchObject([{ process: "1 hours ago" }, { id: own }]);
  // It is a fencing token: one that was forgotten is never given again.
  expect(own).toBe(3);
});

test("a process that was forgotten while it stood still holds its runs again once it goes on", () => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const db = database();
  const { own } = drivers(db);
  const other = drivers(db);
  expect(other.holds(own)).toBe(true);
  db.exec("DELETE FROM drivers");
  expect(other.holds(own)).toBe(false);
  vi.advanceTimersByTime(30_000);
  expect(other.holds(own)).toBe(true);
});
