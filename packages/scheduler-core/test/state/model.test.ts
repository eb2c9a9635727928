/** The state machine against the naive reference, event by event, on random graphs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { WbsEdit } from "../../src/outcome/outcome.ts";
import { accepts } from "./support/naive-edits.ts";
import { Naive } from "./support/naive.ts";
import { Player, outcomeOf } from "./support/play.ts";
import { nodesText, pick, randomEdits, randomOf, randomScenario } from "./support/random.ts";
import { snapshot } from "./support/snapshot.ts";

function viewOfMachine({ state }: Player): unknown {
  const ready = Array.from({ length: 64 }, (_, lane) => state.lanes.list(lane)).flat();
  const tasks = Array.from(
    { length: state.taskCount },
    (_, task) => `${state.taskId(task)} ${state.statusOf(task)} ${state.visitsOf(task)}`,
  );
  const reached = ready.map((task) => `${state.taskId(task)} ${String(state.arrivedOutcome(task)?.output)}`);
  return { phase: state.phase, result: state.result?.error?.code ?? state.result?.status, tasks, reached };
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
function compare(seed: number, editing: boolean): void {
  const random = randomOf(seed);
  const scenario = randomScenario(random);
  const player = new Player(scenario);
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
      if (player.state.phase === "running") model.due(model.task(player.state.taskId(task)));
      same(`due ${player.state.taskId(task)}`);
    } else if (inFlight.length > 0) {
      const task = pick(random, inFlight);
      const id = player.state.taskId(task);
      if (random(8) === 0) {
        inFlight.splice(inFlight.indexOf(task), 1);
        if (player.state.phase === "running") waiting.push(task);
        player.send({ type: "retrying", task, delayMs: 1 });
        model.retry(model.task(id));
        same(`retrying ${id}`);
        continue;
      }
      const word = random(6) < failing ? pick(random, ["f", "t"]) : "s";
      const outcome = outcomeOf(word, `${id}.${step}`);
      const proposed =
        editing && word === "s" && random(2) === 0
          ? randomEdits(
              random,
              model.tasks.map((each) => each.id),
              () => `x${fresh++}`,
            )
          : [];
      const edits = proposed.length > 0 ? decideEdits(player, model, task, proposed, done) : [];
      player.complete(task, outcome, edits.length > 0 ? edits : undefined);
      model.complete(model.task(id), outcome, edits);
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
    fc.property(fc.integer({ min: 0 }), (seed) => compare(seed, false)),
    { numRuns: 1500 },
  );
});

test("moves as the reference does, with edits while running", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0 }), (seed) => compare(seed, true)),
    { numRuns: 1500 },
  );
});
