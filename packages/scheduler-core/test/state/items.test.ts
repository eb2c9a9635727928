/** Nodes whose action is carried out once for each item of a list. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionOutcome } from "../../src/outcome/outcome.ts";
import { createRunState } from "../../src/state/create.ts";
import { OutcomeTable } from "../../src/state/outcome-table.ts";
import { restoreState, takeStateSnapshot } from "../../src/state/snapshot.ts";
import { outcomeOf, play, Player, type PlayOptions } from "./support/play.ts";
import { pick, randomOf, randomScenario } from "./support/random.ts";
import { forEachOf, sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

const outcomeOfNode = (player: Player, id: string): ActionOutcome | undefined =>
  player.state.lastOutcome(player.state.taskIndex(id));

const three: PlayOptions = { items: { e: [["x", "y", "z"]] } };

describe("what starts, in its order", () => {
  test.each<[string, string, PlayOptions, string]>([
    ["each item, and then what follows", "e each -> b\nb", three, "e[0] e[1] e[2] b"],
    ["in the node's lane", "e each p60\nb", three, "b e[0] e[1] e[2]"],
    ["after what has waited for longer", "e each w1\nb", three, "e[0] b e[1] e[2]"],
    ["nothing of an empty list", "e each -> b\nb", { items: { e: [[]] } }, "b"],
    ["the handler of an error in the list", "e each -> b, c on failed\nb\nc", { items: { e: ["invalid-items"] } }, "c"],
    [
      "no further item once one has failed",
      "e each w1 -> b, c on failed\nb\nc",
      { ...three, outcomes: { "e[1]": "f" } },
      "e[0] e[1] c",
    ],
    [
      "no item that is only ready once one has failed",
      "e each -> b, c on failed\nb\nc",
      { ...three, outcomes: { "e[0]": "f" } },
      "e[0] c",
    ],
    [
      "all of them where the rest is to be carried out",
      "e each on -> b, c on failed\nb\nc",
      { ...three, outcomes: { "e[0]": "f" } },
      "e[0] e[1] e[2] c",
    ],
    [
      "the items of every round of a loop",
      "e each -> e if v<3",
      { items: { e: [["x", "y"], [], ["x", "y", "z"]] } },
      "e[0] e[1] e[0] e[1] e[2]",
    ],
    [
      "each arrival at a join: any, one after another",
      "a -> e\nb -> e\ne any each -> c\nc",
      { items: { e: [["x"], ["x", "y"]] } },
      "a b e[0] c e[0] e[1] c",
    ],
    [
      "each arrival at a join: any, though its lists are empty",
      "a -> e\nb -> e\ne any each -> c\nc",
      { items: { e: [[]] } },
      "a b c c",
    ],
    ["a node behind one whose items were cut short", "e each -> d on always\nd", { items: { e: ["x"] } }, "d"],
  ])("%s", (_name, graph, options, expected) => {
    const player = play(sketch(graph), options);
    expect(player.started.join(" ")).toBe(expected);
    expect(player.fold()).toEqual(snapshot(player.state));
  });
});

describe("at most as many at once as the node says", () => {
  test.each([
    ["w1", 1],
    ["w2", 2],
    ["w9", 3],
    ["", 3],
  ])("%s", (word, most) => {
    const player = new Player(sketch(`e each ${word}`), three);
    player.send({ type: "begun" });
    while (player.start() >= 0);
    expect(player.inFlight).toHaveLength(most);
    const [retried] = player.inFlight;
    player.inFlight.shift();
    // One that waits to be tried again is still under way.
    player.send({ type: "retrying", task: retried!, delayMs: 5 });
    expect(player.start()).toBe(-1);
    player.send({ type: "due", task: retried! });
    expect(player.start()).toBe(retried);
  });
});

describe("the outcome of the node", () => {
  test.each<[string, string, PlayOptions, Partial<ActionOutcome>]>([
    [
      "of success is the list of outputs",
      "e each",
      three,
      { status: "succeeded", output: ["e[0]1", "e[1]1", "e[2]1"] },
    ],
    ["of an empty list is an empty list", "e each", { items: { e: [[]] } }, { status: "succeeded", output: [] }],
    [
      "of an item's failure has the others' outputs",
      "e each on -> b on failed\nb",
      { ...three, outcomes: { "e[1]": "t" } },
      {
        status: "failed",
        output: ["e[0]1", null, "e[2]1"],
        error: {
          code: "item-failed",
          message: '1 of the 3 items of "e" failed',
          retryable: false,
          causes: [{ code: "test", message: "Item 1 ended as timed-out: e[1]1 timed-out" }],
        },
      },
    ],
    [
      "of a failure that stops it has null for what never began",
      "e each w1 -> b on failed\nb",
      { ...three, outcomes: { "e[1]": "f" } },
      { status: "failed", output: ["e[0]1", null, null] },
    ],
    [
      "of a list that cannot be had is that error",
      "e each -> b on failed\nb",
      { items: { e: ["invalid-items"] } },
      { status: "failed", error: { code: "invalid-items", message: "invalid-items", retryable: false, causes: [] } },
    ],
    [
      "of more items than the run may have tasks",
      "e each -> b on failed\nb",
      { ...three, maxTasks: 4 },
      {
        status: "failed",
        error: {
          code: "max-tasks",
          message: 'With the items of "e" the run would have 5 tasks, more than the 4 allowed',
          retryable: false,
          causes: [],
        },
      },
    ],
  ])("%s", (_name, graph, options, expected) => {
    const player = play(sketch(graph), options);
    expect(outcomeOfNode(player, "e")).toMatchObject(expected);
    expect(player.state.result?.status).toBe("succeeded");
  });

  test("lists at most 64 of its failures", () => {
    const player = play(sketch("e each on -> b on failed\nb"), {
      items: { e: [Array.from({ length: 100 }, (_, at) => at)] },
      outcomes: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`e[${at}]`, "f"])),
    });
    const { error } = outcomeOfNode(player, "e") ?? {};
    expect([error?.message, error?.causes.length]).toEqual(['100 of the 100 items of "e" failed', 64]);
  });
});

test("a failure that no edge handles fails the run by the node's name, with the item's error among its causes", () => {
  const player = play(sketch("e each -> b\nb"), { ...three, outcomes: { "e[0]": "f" } });
  expect(player.state.result).toMatchObject({
    status: "failed",
    task: player.state.taskIndex("e"),
    error: { code: "unhandled-failure", causes: [{ code: "item-failed" }, { code: "test" }] },
  });
  expect(player.statuses()).toEqual({
    e: "failed",
    b: "cancelled",
    "e[0]": "failed",
    "e[1]": "skipped",
    "e[2]": "skipped",
  });
});

test("an item that has begun when another one fails comes to its end, however often it is tried", () => {
  const player = new Player(sketch("e each w2 -> b on failed\nb"), three);
  player.send({ type: "begun" });
  const [first, second] = [player.start(), player.start()];
  player.inFlight.splice(0, 1);
  player.send({ type: "retrying", task: first, delayMs: 5 });
  player.complete(second, outcomeOf("f"));
  expect([player.start(), player.having("running"), player.having("skipped")]).toEqual([-1, "e", "e[2]"]);
  player.send({ type: "due", task: first });
  player.complete(player.start(), outcomeOf("s", "late"));
  expect(outcomeOfNode(player, "e")).toMatchObject({ status: "failed", output: ["late", null, null] });
  expect(player.state.taskId(player.start())).toBe("b");
});

test("an item's visits and those of its node are numbered alike", () => {
  const player = play(sketch("e each -> e if v<3"), { items: { e: [["x"], ["x"], ["x", "y"]] } });
  const visits = ["e", "e[0]", "e[1]"].map((id) => player.state.visitsOf(player.state.taskIndex(id)));
  expect(visits).toEqual([3, 3, 3]);
});

test("an interrupt cancels the node with its items", () => {
  const player = new Player(sketch("e each w2"), three);
  player.send({ type: "begun" });
  const [first, second] = [player.start(), player.start()];
  player.send({ type: "interrupted" });
  player.complete(first, outcomeOf("s"));
  player.complete(second, outcomeOf("c"));
  expect(player.statuses()).toEqual({ e: "cancelled", "e[0]": "succeeded", "e[1]": "cancelled", "e[2]": "cancelled" });
  expect(player.fold()).toEqual(snapshot(player.state));
});

test("what is undone are the items that succeeded, the last first; the node shows as what became of it", () => {
  const player = play(sketch("e each w1 undo -> c\nc"), { ...three, outcomes: { c: "f" } });
  expect(player.started.slice(4)).toEqual(["e[2]!compensate", "e[1]!compensate", "e[0]!compensate"]);
  const stopped = play(sketch("e each w1 undo"), { ...three, outcomes: { "e[1]": "f" } });
  expect(stopped.started.slice(2)).toEqual(["e[0]!compensate"]);
  const interrupted = new Player(sketch("e each w1 undo"), three);
  interrupted.send({ type: "begun" });
  interrupted.complete(interrupted.start(), outcomeOf("s"));
  const second = interrupted.start();
  interrupted.send({ type: "interrupted" });
  interrupted.complete(second, outcomeOf("c"));
  expect([interrupted.state.phase, interrupted.statuses()["e"]]).toEqual(["compensating", "cancelled"]);
});

describe("a shell that errs", () => {
  test.each<[string, (player: Player) => void, string]>([
    ["by a second list", (player) => player.send({ type: "expanded", task: 0, items: [] }), "No items"],
    [
      "by a decision on a node under way",
      (player) => player.send({ type: "decided", task: 0, taken: [] }),
      "No decision",
    ],
    ["by an end of the node", (player) => player.send({ type: "started", task: 0 }), "not ready"],
  ])("%s is told", (_name, act, message) => {
    const player = new Player(sketch("e each"), three);
    player.send({ type: "begun" });
    expect(() => act(player)).toThrow(message);
  });
});

test("edits cannot name an item", () => {
  const player = new Player(sketch("e each -> b\nb"), three);
  player.send({ type: "begun" });
  const checked = (edit: Parameters<typeof player.state.checkEdits>[1][number]): unknown =>
    player.state.checkEdits(0, [edit]);
  const refused = { ok: false, reason: expect.stringContaining("items belong to their node") };
  expect(checked({ tag: "remove-task", val: "e[1]" })).toEqual(refused);
  expect(checked({ tag: "update-task", val: { id: "e[1]", priority: 3 } })).toEqual(refused);
  expect(checked({ tag: "add-edge", val: { from: "e[1]", to: "b", on: "always" } })).toEqual(refused);
  expect(checked({ tag: "add-task", val: { id: "x", action: "act", after: ["e[1]"], edges: [] } })).toEqual(refused);
  expect(checked({ tag: "remove-task", val: "e" })).toMatchObject({ ok: false });
});

test("whatever the graph and the lists, what the events and a snapshot give is the state, and the run ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => {
      const random = randomOf(seed);
      const plain = randomScenario(random);
      const nodes = plain.nodes.map((node) =>
        node.type === "action" && random(2) === 0
          ? { ...node, forEach: forEachOf(random(2) === 0 ? [] : ["on"], random(2) === 0 ? 1 + random(3) : undefined) }
          : node,
      );
      const list = (): string | string[] =>
        random(8) === 0 ? "invalid-items" : Array.from({ length: random(4) }, () => "x");
      const items = Object.fromEntries(nodes.map(({ id }) => [id, Array.from({ length: 3 }, list)]));
      const scenario = { ...plain, nodes };
      const player = new Player(scenario, { items, maxTasks: 30 });
      const waiting: number[] = [];
      player.send({ type: "begun" });
      for (let step = 0; step < 400 && player.state.phase !== "ended"; step++) {
        if (step === 20) expectSnapshot(player, scenario);
        if (random(200) === 0) player.send({ type: "interrupted" });
        if (player.state.phase !== "running") waiting.length = 0;
        if (player.inFlight.length < 3 && player.start() >= 0) continue;
        if (player.inFlight.length === 0) {
          player.send({ type: "due", task: waiting.shift()! });
          continue;
        }
        const task = pick(random, player.inFlight);
        if (random(6) === 0) {
          player.inFlight.splice(player.inFlight.indexOf(task), 1);
          waiting.push(task);
          player.send({ type: "retrying", task, delayMs: 1 });
        } else player.complete(task, outcomeOf(random(6) === 0 ? "f" : "s", `${step}`));
      }
      expect(player.state.phase).toBe("ended");
      expectSnapshot(player, scenario);
    }),
    { numRuns: 500 },
  );
});

function expectSnapshot(player: Player, scenario: Parameters<typeof createRunState>[0]): void {
  expect(player.fold()).toEqual(snapshot(player.state));
  const restored = createRunState(scenario, { maxTasks: 30 });
  restoreState(restored, JSON.parse(JSON.stringify(takeStateSnapshot(player.state, new OutcomeTable()))));
  const [{ tasks: a, ...is }, { tasks: b, ...was }] = [snapshot(restored), snapshot(player.state)];
  // Of those that are neither ready nor running it means nothing.
  const known = (tasks: unknown): unknown => (tasks as object[]).map((task) => ({ ...task, readyAt: 0 }));
  expect([known(a), is]).toEqual([known(b), was]);
}
