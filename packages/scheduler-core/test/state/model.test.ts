/** The state machine against the naive reference, event by event, on random graphs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WbsEdit } from "../../src/outcome/outcome.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { createRunState } from "../../src/state/create.ts";
import { MULTI, RUNNING } from "../../src/state/flags.ts";
import type { RunState } from "../../src/state/types.ts";
import { accepts } from "./support/naive-edits.ts";
import { Naive } from "./support/naive.ts";
import { Player, outcomeOf } from "./support/play.ts";
import { nodesText, pick, randomEdits, randomOf, randomScenario, type Random } from "./support/random.ts";
import { forEachOf } from "./support/sketch.ts";
import { snapshot } from "./support/snapshot.ts";

/** A node with one item is seen as one without, which that item stands for while it is under way. */
function viewOfMachine({ state }: Player): unknown {
  const ready = Array.from({ length: 64 }, (_, lane) => state.lanes.list(lane)).flat();
  const tasks = Array.from({ length: state.taskCount }, (_, task) => task).filter(
    (task) => nodeOf(state, task) === task,
  );
  return {
    phase: state.phase,
    result: state.result?.error?.code ?? state.result?.status,
    tasks: tasks.map((task) => viewOfTask(state, task)),
    reached: ready.map((task) => {
      const node = nodeOf(state, task);
      return `${state.taskId(node)} ${String(state.arrivedOutcome(node)?.output)}`;
    }),
  };
}

function viewOfTask(state: RunState, task: number): string {
  const [item] = state.items?.expansions.get(task)?.tasks ?? [];
  if (item === undefined || state.status[task] !== RUNNING)
    return `${state.taskId(task)} ${state.statusOf(task)} ${state.visitsOf(task)}`;
  return `${state.taskId(task)} ${state.statusOf(item)} ${state.visitsOf(item)}`;
}

function nodeOf(state: RunState, task: number): number {
  return state.items?.places.get(task)?.node ?? task;
}

/** Gives some of the nodes one item each, and all of them what it is. */
function withItems(scenario: Scenario, random: Random): Scenario {
  const { flags } = createRunState(scenario);
  const nodes = scenario.nodes.map((node, task) =>
    node.type === "action" && (flags[task]! & MULTI) === 0 && random(2) === 0
      ? { ...node, forEach: forEachOf(random(2) === 0 ? [] : ["on"], random(2) === 0 ? 1 : undefined) }
      : node,
  );
  return { ...scenario, nodes };
}

function viewOfModel(model: Naive): unknown {
  const cancelled = (status: string): boolean =>
    (model.phase === "stopping" && ["waiting", "ready"].includes(status)) ||
    (model.phase === "ended" && ["waiting", "ready", "running"].includes(status));
  const ready = model.ready.toSorted((a, b) => model.lane(a) - model.lane(b));
  const tasks = model.tasks.map(
    ({ id, status, visits }) => `${id} ${cancelled(status) ? "cancelled" : status} ${visits}`,
  );
  return {
    phase: model.phase,
    result: model.result,
    tasks,
    reached: ready.map(({ id, arrived }) => `${id} ${String(arrived?.output)}`),
  };
}

/** One run of both, side by side; what differs is thrown with the graph and what was done so far. */
function compare(seed: number, kind: "plain" | "editing" | "items"): void {
  const random = randomOf(seed);
  const scenario = randomScenario(random);
  const items = Object.fromEntries(scenario.nodes.map(({ id }) => [id, [[id]]]));
  const player = new Player(kind === "items" ? withItems(scenario, random) : scenario, { items });
  const model = new Naive(scenario);
  const done: string[] = [];
  const waiting: number[] = [];
  const failing = random(3);
  let fresh = 0;
  const same = (step: string): void => {
    done.push(step);
    expect(viewOfMachine(player), `seed ${seed}\n${nodesText(scenario.nodes)}\n${done.join("\n")}`).toEqual(
      viewOfModel(model),
    );
  };
  player.send({ type: "begun" });
  model.begin();
  same("begun");
  for (let step = 0; step < 200 && player.state.phase !== "ended"; step++) {
    const { inFlight } = player;
    if (inFlight.length < 3 && random(2) === 0 && player.start() >= 0) {
      model.start(model.next()!);
      same(`started ${player.started.at(-1)}`);
    } else if (waiting.length > 0 && random(3) === 0) {
      const task = waiting.shift()!;
      player.send({ type: "due", task });
      if (player.state.phase === "running") model.due(model.task(player.state.taskId(nodeOf(player.state, task))));
      same(`due ${player.state.taskId(task)}`);
    } else if (inFlight.length > 0) {
      const task = pick(random, inFlight);
      const node = nodeOf(player.state, task);
      const id = player.state.taskId(node);
      if (random(8) === 0) {
        inFlight.splice(inFlight.indexOf(task), 1);
        if (player.state.phase === "running") waiting.push(task);
        player.send({ type: "retrying", task, delayMs: 1 });
        model.retry(model.task(id));
        same(`retrying ${id}`);
        continue;
      }
      const word = random(6) < failing ? pick(random, kind === "items" ? ["f"] : ["f", "t"]) : "s";
      const outcome = outcomeOf(word, `${id}.${step}`);
      const proposed =
        kind === "editing" && word === "s" && random(2) === 0
          ? randomEdits(
              random,
              model.tasks.map((each) => each.id),
              () => `x${fresh++}`,
            )
          : [];
      const edits = proposed.length > 0 ? decideEdits(player, model, task, proposed, done) : [];
      player.complete(task, outcome, edits.length > 0 ? edits : undefined);
      model.complete(model.task(id), node === task || word === "s" ? outcome : outcomeOf("f", ""), edits);
      same(`completed ${id} ${word} ${JSON.stringify(edits)}`);
    } else if (player.start() >= 0) {
      model.start(model.next()!);
      same(`started ${player.started.at(-1)}`);
    }
  }
  expect(player.fold()).toEqual(snapshot(player.state));
}

function decideEdits(player: Player, model: Naive, task: number, edits: WbsEdit[], done: readonly string[]): WbsEdit[] {
  const before = snapshot(player.state);
  const checked = player.state.checkEdits(task, edits);
  expect(snapshot(player.state)).toEqual(before);
  if (edits.length === 1)
    expect(checked.ok, `${done.join("\n")}\n${JSON.stringify(edits)} ${JSON.stringify(checked)}`).toBe(
      accepts(model, edits[0]!),
    );
  return checked.ok ? edits : [];
}

test("moves as the reference does, without edits", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => compare(seed, "plain")),
    { numRuns: 1500 },
  );
});

test("moves as the reference does where nodes have one item each", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => compare(seed, "items")),
    { numRuns: 1500 },
  );
});

test("moves as the reference does, with edits while running", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => compare(seed, "editing")),
    { numRuns: 1500 },
  );
});
