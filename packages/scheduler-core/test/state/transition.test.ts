/** Stopping, interrupting, retries, and events that do not fit. */
import { expect, test } from "vitest";
import { createRunState } from "../../src/state/create.ts";
import { transition } from "../../src/state/transition.ts";
import { outcomeOf, play, Player } from "./support/play.ts";
import { sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

const ERROR = { code: "condition-failed", message: "no boolean", retryable: false, causes: [] };

function begun(graph: string, onFailure: "stop" | "continue" = "stop"): Player {
  const player = new Player(sketch(graph, onFailure));
  player.send({ type: "begun" });
  return player;
}

test("an interrupt cancels what is in flight, lets nothing start, and ends when that has come to an end", () => {
  const player = begun("a -> c\nb\nc");
  const a = player.start();
  player.send({ type: "interrupted" });
  expect(player.commands).toEqual(["cancel-in-flight"]);
  expect([player.state.phase, player.start()]).toEqual(["stopping", -1]);
  expect(player.statuses()).toEqual({ a: "running", b: "cancelled", c: "cancelled" });
  player.complete(a, outcomeOf("s"));
  expect(player.commands).toEqual(["cancel-in-flight", "ended"]);
  expect(player.statuses()).toEqual({ a: "succeeded", b: "cancelled", c: "cancelled" });
  expect(player.state.result).toMatchObject({ status: "cancelled", error: { code: "interrupted" } });
  expect(player.fold()).toEqual(snapshot(player.state));
});

test("an interrupt with nothing in flight ends the run at once", () => {
  const player = begun("a");
  player.send({ type: "interrupted" });
  expect(player.commands).toEqual(["ended"]);
});

test("run-failed while an attempt's edges are evaluated: the attempt is still recorded", () => {
  const player = begun("a -> b\nb");
  const a = player.start();
  player.send({ type: "run-failed", error: ERROR });
  player.complete(a, outcomeOf("s"));
  expect(player.state.result).toEqual({ status: "failed", error: ERROR });
  expect(player.statuses()).toEqual({ a: "succeeded", b: "cancelled" });
});

test("run-failed in the place of a decision", () => {
  const scenario = sketch("a -> q\nq decision -> b\nb");
  const player = new Player(scenario);
  player.taken = (task, succeeded) => {
    if (player.state.taskId(task) === "q") throw new Error("stop here");
    return Player.prototype.taken.call(player, task, succeeded);
  };
  player.send({ type: "begun" });
  const a = player.start();
  expect(() => player.complete(a, outcomeOf("s"))).toThrow("stop here");
  expect(() => player.send({ type: "started", task: 2 })).toThrow("A decision on task 1 is awaited, not started");
  player.send({ type: "run-failed", error: ERROR });
  expect(player.state.phase).toBe("ended");
  expect(player.statuses()).toEqual({ a: "succeeded", q: "succeeded", b: "cancelled" });
});

test("the unhandled failure names its task and its cause", () => {
  const { state } = play(sketch("a -> b\nb"), { outcomes: { a: "t" } });
  expect(state.result).toMatchObject({
    status: "failed",
    task: 0,
    error: {
      code: "unhandled-failure",
      message: expect.stringContaining('"a" ended as timed-out'),
      retryable: false,
      causes: [{ code: "test", message: "a1 timed-out" }],
    },
  });
});

test("max-visits names the node", () => {
  expect(play(sketch("a max2 -> a")).state.result).toMatchObject({
    task: 0,
    error: { code: "max-visits", message: expect.stringContaining('"a"') },
  });
});

test("a retry frees the slot, waits, and goes to the end of its lane within the same visit", () => {
  const player = begun("a\nb\nc");
  const a = player.start();
  player.send({ type: "retrying", task: a, delayMs: 10 });
  expect([player.state.statusOf(a), player.state.inFlight, player.state.attemptOf(a)]).toEqual(["waiting", 0, 2]);
  const b = player.start();
  player.send({ type: "due", task: a });
  expect([player.state.statusOf(a), player.state.visitsOf(a)]).toEqual(["ready", 1]);
  player.complete(b, outcomeOf("s"));
  expect(player.state.taskId(player.start())).toBe("c");
  expect(player.state.taskId(player.start())).toBe("a");
  expect(player.state.visitsOf(a)).toBe(1);
});

test("a run that only waits for a retry goes on", () => {
  const player = begun("a");
  const a = player.start();
  player.send({ type: "retrying", task: a, delayMs: 10 });
  expect([player.state.phase, player.commands]).toEqual(["running", []]);
});

test("stopping: retry waits are cancelled and a late due is ignored", () => {
  const player = begun("a\nb");
  const a = player.start();
  player.send({ type: "retrying", task: a, delayMs: 10 });
  player.complete(player.start(), outcomeOf("f"));
  expect(player.state.phase).toBe("ended");
  player.send({ type: "due", task: a });
  expect(player.statuses()).toEqual({ a: "cancelled", b: "failed" });
  expect(player.commands).toEqual(["ended"]);
});

test("continue: a visit that has begun below the failure goes on, its retries too", () => {
  const player = begun("a -> n\nb -> n\nn any", "continue");
  player.finish(player.start());
  const b = player.start();
  const n = player.start();
  player.send({ type: "retrying", task: n, delayMs: 10 });
  player.complete(b, outcomeOf("f"));
  player.send({ type: "due", task: n });
  player.finish(player.start());
  expect(player.state.phase).toBe("ended");
  expect(player.statuses()).toEqual({ a: "succeeded", b: "failed", n: "succeeded" });
});

test("continue: a run that fails otherwise still names the first failure; an interrupt cancels it", () => {
  const failed = begun("a\nb", "continue");
  failed.complete(failed.start(), outcomeOf("f"));
  failed.send({ type: "run-failed", error: ERROR });
  expect(failed.state.result?.error?.code).toBe("unhandled-failure");
  const cut = begun("a\nb", "continue");
  cut.complete(cut.start(), outcomeOf("f"));
  cut.send({ type: "interrupted" });
  expect(cut.state.result?.status).toBe("cancelled");
});

test("readyAt is the time of the event that made a task ready", () => {
  const player = begun("a -> b\nb");
  expect(player.state.readyAtOf(0)).toBe(1);
  player.complete(player.start(), outcomeOf("s"));
  expect(player.state.readyAtOf(1)).toBe(3);
});

test.each([
  ["begun twice", { type: "begun" }, "begun already"],
  ["started without being ready", { type: "started", task: 1 }, "not ready"],
  ["completed without running", { type: "completed", task: 1, outcome: outcomeOf("s"), taken: [] }, "not running"],
  ["retrying without running", { type: "retrying", task: 1, delayMs: 1 }, "not running"],
  ["due without waiting", { type: "due", task: 0 }, "waits for no retry"],
  ["decided unasked", { type: "decided", task: 0, taken: [] }, "awaited"],
  ["an edge of another task", { type: "completed", task: 0, outcome: outcomeOf("s"), taken: [1] }, "none of task 0"],
] as const)("an event that does not fit is a bug: %s", (_, event, message) => {
  const player = begun("a -> b\nb -> c\nc");
  player.start();
  expect(() => player.send(event)).toThrow(message);
});

test("where there is nothing to do, the commands are the same empty list", () => {
  const state = createRunState(sketch("a\nb"));
  const first = transition(state, { type: "begun", at: 0 });
  expect(first).toEqual([]);
  expect(transition(state, { type: "started", task: 0, at: 1 })).toBe(first);
  expect(transition(state, { type: "completed", task: 0, outcome: outcomeOf("s"), taken: [], at: 2 })).toBe(first);
});
