import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { turn } from "../../src/daemon/http/turn.ts";

test("however many ask at once, one has its turn in each turn of the event loop, in the order they asked", async () => {
  const had: number[] = [];
  const all = Promise.all([0, 1, 2, 3].map((caller) => turn().then(() => had.push(caller))));
  let before = 0;
  for (let turns = 0; had.length < 4; turns++) {
    await setImmediate();
    expect(had.length - before).toBeLessThanOrEqual(1);
    expect(turns).toBeLessThan(12);
    before = had.length;
  }
  await all;
  expect(had).toEqual([0, 1, 2, 3]);
});
