/** Every row of the table of edits, accepted and refused. */
import { expect, test } from "vitest";
import type { WbsEdit } from "../../src/outcome/outcome.ts";
import { addEdge, addTask, register, removeEdge, removeTask, update } from "./support/edits.ts";
import { Player, outcomeOf } from "./support/play.ts";
import { sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

/** `a` is running, `r` ready, `d` done, `s` skipped, `w` and what follows waiting, `l` and `m` a loop that has begun, `k` one that has not. */
const GRAPH = `
  d p0 -> s on failed, l
  s
  l p1 -> m
  m p60 -> l if no, out
  a p2 -> w, k, n
  r -> w
  w -> x
  x -> e
  k -> j
  j -> k if no, x
  n any -> o
  o
  out
  e end`;

function midway(): Player {
  const player = new Player(sketch(GRAPH), { maxTasks: 15 });
  player.send({ type: "begun" });
  player.finish(player.start());
  player.finish(player.start());
  player.start();
  expect(player.statuses()).toMatchObject({
    a: "running",
    r: "ready",
    d: "succeeded",
    s: "skipped",
    w: "waiting",
    m: "ready",
    l: "succeeded",
    k: "waiting",
  });
  return player;
}

const checks = {
  knowsCall: (call: string) => call === "std.noop",
  checkParameters: (_call: string, parameters: object) => ("bad" in parameters ? "bad is not allowed" : undefined),
  checkCondition: (condition: string) => (condition === "(" ? "expected an expression" : undefined),
};

const ACCEPTED: [string, WbsEdit[]][] = [
  ["register-action: a new id and a known call", [register("fresh")]],
  ["add-task: after the running task", [addTask("z", ["a"])]],
  ["add-task: after nothing", [addTask("z")]],
  ["add-task: after tasks that are done, skipped, ready and waiting", [addTask("z", ["d", "s", "r", "w"])]],
  ["add-task: before a waiting task", [addTask("z", ["a"], ["w"])]],
  [
    "add-task: with an action registered in the same batch",
    [register("fresh"), addTask("z", [], [], { action: "fresh" })],
  ],
  ["add-edge: between tasks of which one is new", [addTask("z", ["a"]), addEdge("z", "x")]],
  ["add-task: after a task below a join: any", [addTask("z", ["o"])]],
  ["add-task: before an end that nothing has reached", [addTask("z", ["w"], ["e"])]],
  ["add-task: before a loop that has not begun", [addTask("z", ["a"], ["k"])]],
  ["add-task: after a task in a loop that goes on", [addTask("z", ["l"])]],
  ["update-task: waiting", [update("w", { action: "eager" })]],
  ["update-task: ready", [update("r", { priority: 3 })]],
  ["update-task: ready, in a loop that goes on", [update("m", { priority: 3 })]],
  ["update-task: added in the same batch", [addTask("z", ["a"]), update("z", { priority: 1 })]],
  ["remove-task: waiting", [removeTask("w")]],
  ["remove-task: ready", [removeTask("r")]],
  ["remove-task: in a loop that has not begun", [removeTask("j")]],
  ["remove-task: an end", [removeTask("e")]],
  ["add-edge: from the running task to a waiting one", [addEdge("a", "x")]],
  ["add-edge: from a ready one", [addEdge("r", "x")]],
  ["add-edge: from a loop that goes on to outside", [addEdge("m", "x")]],
  ["add-edge: to one added in the same batch", [addTask("z", ["a"]), addEdge("r", "z")]],
  ["add-edge: another one to a join: any", [addEdge("r", "n")]],
  ["add-edge: turned round, once the old one is removed", [removeEdge("w", "x"), addEdge("x", "w")]],
  ["remove-edge: of the running task", [removeEdge("a", "w")]],
  ["remove-edge: of a waiting task", [removeEdge("w", "x")]],
  ["remove-edge: a back edge of a loop that has not begun", [removeEdge("j", "k")]],
  ["an empty batch", []],
];

test.each(ACCEPTED)("accepted: %s", (_, batch) => {
  const player = midway();
  const a = player.state.taskIndex("a");
  expect(player.state.checkEdits(a, batch, checks)).toEqual({ ok: true });
  const expected = player.state.outgoingEdges(a, batch);
  player.complete(a, outcomeOf("s"), batch);
  expect(player.state.outgoingEdges(a)).toEqual(expected);
  while (player.start() >= 0) player.finish(player.inFlight[0]!);
  expect(player.state.result?.status).toBe("succeeded");
  expect(player.having("waiting")).toBe("");
});

const REFUSED: [string, WbsEdit[], RegExp][] = [
  ["register-action: the id exists", [register("act")], /"act" exists already/],
  [
    "register-action: the id exists in the batch",
    [register("z"), register("z")],
    /Edit 2 of 2 \(register-action\): the action "z" exists/,
  ],
  ["register-action: no id", [register("1 z")], /no id/],
  ["register-action: the call is unknown", [register("z", "std.nope")], /"std.nope" is unknown/],
  [
    "register-action: the parameters are not valid",
    [{ tag: "register-action", val: { id: "z", call: "std.noop", with: { bad: 1 } } }],
    /bad is not allowed/,
  ],
  [
    "register-action: parameters that are no object",
    [{ tag: "register-action", val: { id: "z", call: "std.noop", with: [] } }],
    /not an object/,
  ],
  ["register-action: a priority out of range", [register("z", "std.noop", 64)], /0 to 63/],
  ["add-task: the id exists", [addTask("w")], /"w" exists already/],
  ["add-task: the id of a task removed in the batch", [removeTask("w"), addTask("w")], /"w" exists already/],
  ["add-task: no id", [addTask("__proto__ ")], /no id/],
  ["add-task: the action does not exist", [addTask("z", [], [], { action: "nope" })], /action "nope" does not exist/],
  ["add-task: a task of after does not exist", [addTask("z", ["nope"])], /task "nope" does not exist/],
  ["add-task: after an end", [addTask("z", ["e"])], /"e" is an end/],
  ["add-task: a target does not exist", [addTask("z", [], ["nope"])], /task "nope" does not exist/],
  ["add-task: before a running task", [addTask("z", [], ["a"])], /"a" is not waiting but running/],
  ["add-task: before a ready task", [addTask("z", [], ["r"])], /"r" is not waiting but ready/],
  ["add-task: before a task that is done", [addTask("z", [], ["d"])], /"d" is not waiting but succeeded/],
  ["add-task: before a skipped task", [addTask("z", [], ["s"])], /"s" is not waiting but skipped/],
  ["add-task: before itself", [addTask("z", [], ["z"])], /come after itself/],
  ["add-task: a cycle", [addTask("z", ["x"], ["w"])], /cycle .* "w"/],
  ["add-task: a cycle through the batch", [addTask("y", ["x"]), addEdge("y", "w")], /Edit 2 .*cycle/],
  ["add-task: several tasks, one below a join: any", [addTask("z", ["o", "a"])], /below a join: any/],
  ["add-task: a second edge for a task below a join: any", [addTask("z", [], ["o"])], /below a join: any/],
  ["add-task: below a join: any before a join: all", [addTask("z", ["o"], ["x"])], /below a join: any/],
  [
    "add-task: a condition that is no expression",
    [
      {
        tag: "add-task",
        val: { id: "z", action: "act", after: [], edges: [{ to: "w", on: "always", condition: "(" }] },
      },
    ],
    /expected an expression/,
  ],
  ["add-task: a priority that is not whole", [addTask("z", [], [], { priority: 1.5 })], /0 to 63/],
  ["add-task: more than max_tasks", [addTask("y"), addTask("z")], /15 tasks, the most allowed/],
  ["update-task: running", [update("a", { priority: 1 })], /"a" is not waiting but running/],
  ["update-task: done", [update("d", { priority: 1 })], /"d" is not waiting but succeeded/],
  ["update-task: no such task", [update("nope", {})], /"nope" does not exist/],
  ["update-task: no such action", [update("w", { action: "nope" })], /action "nope" does not exist/],
  ["update-task: an end", [update("e", { priority: 1 })], /"e" carries out no action/],
  ["update-task: removed in the batch", [removeTask("w"), update("w", { priority: 1 })], /"w" is removed/],
  ["remove-task: running", [removeTask("a")], /"a" is not waiting but running/],
  ["remove-task: done", [removeTask("d")], /not waiting but succeeded/],
  ["remove-task: no such task", [removeTask("nope")], /"nope" does not exist/],
  ["add-edge: from a task that is done", [addEdge("d", "w")], /"d" is succeeded already/],
  ["add-edge: from a skipped task", [addEdge("s", "w")], /"s" is skipped already/],
  ["add-edge: from an end", [addEdge("e", "w")], /"e" is an end/],
  ["add-edge: from a removed task", [removeTask("w"), addEdge("w", "x")], /"w" is removed/],
  ["add-edge: to a task that is not waiting", [addEdge("a", "r")], /"r" is not waiting but ready/],
  ["add-edge: to itself", [addEdge("w", "w")], /cycle/],
  ["add-edge: a cycle", [addEdge("x", "w")], /cycle .* "w"/],
  ["add-edge: within a loop that has not begun", [addEdge("k", "j")], /cycle/],
  ["add-edge: from below a join: any into a loop", [addEdge("o", "k")], /below a join: any/],
  ["add-edge: an unknown source", [addEdge("nope", "w")], /"nope" does not exist/],
  ["remove-edge: there is none", [removeEdge("r", "x")], /no edge from "r" to "x"/],
  ["remove-edge: removed already", [removeEdge("a", "w"), removeEdge("a", "w")], /Edit 2 of 2 .*no edge/],
  ["remove-edge: the target is not waiting", [removeEdge("m", "l")], /"l" is not waiting/],
  ["remove-edge: the source is done", [removeEdge("l", "m")], /"l" is succeeded already/],
];

test.each(REFUSED)("refused: %s", (_, batch, reason) => {
  const player = midway();
  const before = snapshot(player.state);
  const checked = player.state.checkEdits(player.state.taskIndex("a"), batch, checks);
  expect(checked).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  expect(snapshot(player.state)).toEqual(before);
});

test("a task that waits for another attempt has begun", () => {
  const player = new Player(sketch("a\nb"));
  player.send({ type: "begun" });
  const a = player.start();
  player.send({ type: "retrying", task: a, delayMs: 5 });
  const b = player.start();
  expect(player.state.statusOf(a)).toBe("waiting");
  expect(player.state.checkEdits(b, [removeTask("a")])).toMatchObject({
    ok: false,
    reason: expect.stringContaining("another attempt"),
  });
  player.send({ type: "due", task: a });
  expect(player.state.checkEdits(b, [update("a", { priority: 0 })]).ok).toBe(false);
});

test("a task in a loop that has begun is not waiting", () => {
  const player = new Player(sketch("a -> b\nb -> c\nc -> a if no\nz"));
  player.send({ type: "begun" });
  expect(player.state.checkEdits(player.start(), [addEdge("z", "c")])).toMatchObject({
    ok: false,
    reason: expect.stringContaining("loop that has begun"),
  });
});
