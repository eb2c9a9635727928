/** What is undone when a run ends without success, and in which order. */
import { describe, expect, test } from "vitest";
import { outcomeOf, play, Player, type PlayOptions } from "./support/play.ts";
import { nodesText, pick, randomOf, randomScenario } from "./support/random.ts";
import { sketch } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

const undoing = (player: Player): string[] => player.started.filter((id) => id.includes("!"));

describe("a run that ends", () => {
  test.each<[string, string, PlayOptions, readonly string[]]>([
    ["well undoes nothing", "a undo -> b\nb undo", {}, []],
    ["by a terminating end undoes nothing", "a undo -> b\nb terminate", {}, []],
    ["badly undoes what was completed last first", "a undo -> b\nb undo -> c\nc", { outcomes: { c: "f" } }, ["b", "a"]],
    ["badly undoes only what can be undone", "a undo -> b\nb -> c\nc", { outcomes: { c: "f" } }, ["a"]],
    [
      "badly undoes nothing that failed",
      "a undo -> b on always\nb undo -> c\nc",
      { outcomes: { a: "f", c: "f" } },
      ["b"],
    ],
    ["badly undoes every visit", "a undo max9 -> a if v<3, b if yes\nb", { outcomes: { b: "f" } }, ["a-3", "a-2", "a"]],
    [
      "in the order of completion, not of the graph",
      "a undo -> c\nb p1 undo -> c\nc",
      { outcomes: { c: "f" } },
      ["a", "b"],
    ],
    ["what failed last undoes nothing itself", "a undo", { outcomes: { a: "f" } }, []],
  ])("%s", (_name, graph, options, expected) => {
    const player = play(sketch(graph), options);
    expect(undoing(player)).toEqual(expected.map((id) => id.replace(/^(\w+)(.*)$/, "$1!compensate$2")));
    expect(player.commands.at(-1)).toBe("ended");
    expect(player.fold()).toEqual(snapshot(player.state));
  });

  test("badly under on_failure: continue undoes when all the rest has come to its end", () => {
    const player = play(sketch("a undo -> x\nx\nb undo -> c\nc undo", "continue"), { outcomes: { x: "f" } });
    expect(player.started).toEqual(["a", "b", "x", "c", "c!compensate", "b!compensate", "a!compensate"]);
  });

  test("goes on to the next where a compensation fails, keeps its own error, and says what was not undone", () => {
    const player = play(sketch("a undo -> b\nb undo -> c\nc"), { outcomes: { c: "f", "b!compensate": "t" } });
    expect(undoing(player)).toEqual(["b!compensate", "a!compensate"]);
    expect(player.state.result).toMatchObject({ status: "failed", error: { code: "unhandled-failure" } });
    const [failure] = player.state.compensations?.failures ?? [];
    expect(failure).toMatchObject({ code: "compensation-failed", message: expect.stringContaining('"b!compensate"') });
    expect(player.statuses()).toMatchObject({ "b!compensate": "timed-out", "a!compensate": "succeeded" });
  });
});

describe("an interrupt", () => {
  test("undoes what succeeded, that which was in flight included, once all of it has come to its end", () => {
    const player = new Player(sketch("a undo -> b, c\nb undo\nc undo\nd undo"));
    player.send({ type: "begun" });
    player.complete(player.start(), outcomeOf("s"));
    const [d, b, c] = [player.start(), player.start(), player.start()] as const;
    player.send({ type: "interrupted" });
    player.complete(b, outcomeOf("s"));
    player.complete(c, outcomeOf("c"));
    expect([player.state.phase, player.start()]).toEqual(["stopping", -1]);
    player.complete(d, outcomeOf("f"));
    expect(player.state.phase).toBe("compensating");
    const undo = player.start();
    // Neither another interrupt nor a failure of the run keeps it from being undone.
    player.send({ type: "interrupted" });
    player.complete(undo, outcomeOf("s"));
    player.complete(player.start(), outcomeOf("s"));
    expect(undoing(player)).toEqual(["b!compensate", "a!compensate"]);
    expect(player.commands).toEqual(["cancel-in-flight", "ended"]);
    expect(player.state.result).toMatchObject({ status: "cancelled", error: { code: "interrupted" } });
    expect(player.fold()).toEqual(snapshot(player.state));
  });

  test("a compensation is tried again; what was to be tried again before is not", () => {
    const player = new Player(sketch("a undo -> b\nb"));
    player.send({ type: "begun" });
    player.complete(player.start(), outcomeOf("s"));
    const b = player.start();
    player.send({ type: "retrying", task: b, delayMs: 5 });
    player.inFlight.length = 0;
    player.send({ type: "interrupted" });
    const undo = player.start();
    player.send({ type: "due", task: b });
    expect(player.start()).toBe(-1);
    player.send({ type: "retrying", task: undo, delayMs: 5 });
    expect([player.state.phase, player.start()]).toEqual(["compensating", -1]);
    player.send({ type: "due", task: undo });
    expect([player.start(), player.state.attemptOf(undo)]).toEqual([undo, 2]);
    player.complete(undo, outcomeOf("f"));
    expect(player.state.phase).toBe("ended");
    expect(player.fold()).toEqual(snapshot(player.state));
  });
});

test("whatever the graph, a run without success undoes what succeeded, each visit once, the last first, and one after another", () => {
  let undone = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomOf(seed);
    const scenario = randomScenario(random);
    const nodes = scenario.nodes.map((node) =>
      node.type === "action" && random(2) === 0 ? { ...node, action: "undoable" } : node,
    );
    const player = new Player({ ...scenario, nodes });
    const where = `seed ${seed}\n${nodesText(nodes)}`;
    const succeeded: string[] = [];
    const interruptAt = random(20);
    player.send({ type: "begun" });
    const over = (): boolean => player.state.phase === "ended";
    for (let step = 0; !over(); step++) {
      if (step === interruptAt) player.send({ type: "interrupted" });
      if (over()) break;
      if (player.inFlight.length < 3 && random(2) === 0 && player.start() >= 0) {
        if (player.state.phase === "compensating") expect(player.inFlight.length, `${where}`).toBe(1);
        continue;
      }
      if (player.inFlight.length === 0) continue;
      const task = pick(random, player.inFlight);
      const word = random(5) === 0 ? "f" : "s";
      const { id, action } = player.state.nodeOf(task);
      const visit = player.state.visitsOf(task);
      if (word === "s" && action === "undoable") succeeded.push(`${id}!compensate${visit === 1 ? "" : `-${visit}`}`);
      player.complete(task, outcomeOf(word));
    }
    const expected = player.state.result?.status === "succeeded" ? [] : succeeded.toReversed();
    expect(undoing(player), `${where}`).toEqual(expected);
    expect(player.fold(), `${where}`).toEqual(snapshot(player.state));
    undone += expected.length;
  }
  expect(undone).toBeGreaterThan(100);
});
