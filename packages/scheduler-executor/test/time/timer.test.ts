import { systemTimer } from "@scheduler-components/executor";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const outcomeOf = (promise: Promise<void>): { state: string } => {
  const seen = { state: "waiting" };
  promise.then(
    () => (seen.state = "woke"),
    (error: Error) => (seen.state = `gave up: ${error.message}`),
  );
  return seen;
};

test.each([
  ["nothing", 0],
  ["less than nothing", -5],
])("%s is not waited for", async (_name, ms) => {
  const seen = outcomeOf(systemTimer.sleep(ms));
  await vi.advanceTimersByTimeAsync(1);
  expect(seen.state).toBe("woke");
});

test.each([
  ["a while", 1_000],
  ["longer than setTimeout can wait", 2 ** 31 + 5_000],
])("waits for %s", async (_name, ms) => {
  const seen = outcomeOf(systemTimer.sleep(ms));
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(seen.state).toBe("waiting");
  await vi.advanceTimersByTimeAsync(2);
  expect(seen.state).toBe("woke");
  expect(vi.getTimerCount()).toBe(0);
});

test("gives up with the signal's reason and leaves no timer behind", async () => {
  const controller = new AbortController();
  const seen = outcomeOf(systemTimer.sleep(1_000, controller.signal));
  await vi.advanceTimersByTimeAsync(10);
  controller.abort(new Error("stop"));
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.state).toBe("gave up: stop");
  expect(vi.getTimerCount()).toBe(0);
});

test("does not begin when the signal has aborted", async () => {
  const seen = outcomeOf(systemTimer.sleep(1_000, AbortSignal.abort(new Error("stop"))));
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.state).toBe("gave up: stop");
  expect(vi.getTimerCount()).toBe(0);
});
