/** Wherever a process is killed, it and the one that goes on keep to the rate limits together. */
import type { JsonObject } from "@scheduler-components/core";
import { expect, test } from "vitest";
import { resumed, undisturbed } from "./support/process.ts";
import { randomRun, type RandomRun, type World } from "./support/random-run.ts";

const SEEDS = Number(process.env["SCHEDULER_REPLAY_SEEDS"] ?? 30);
const OF_ACTION = { count: 1, per: 1_500_000 };
const OF_COMPONENT = { count: 2, per: 2_000_000 };

const written = ({ count, per }: { count: number; per: number }): JsonObject => ({ count, per: `${per}ms` });

/** The same with a limit of the action `act`, and one of all that its component does. */
function limited(run: RandomRun): RandomRun {
  const scenario = JSON.parse(run.text) as { readonly actions: { readonly actions: readonly JsonObject[] } };
  const actions = scenario.actions.actions.map((action) =>
    action["id"] === "act" ? { ...action, rate_limit: written(OF_ACTION) } : action,
  );
  const components = [{ id: "test", source: "./test.js", rate_limit: written(OF_COMPONENT) }];
  return { ...run, text: JSON.stringify({ ...scenario, components, actions: { actions } }) };
}

type Begun = World["done"][number];

/** Compensations have parameters of their own. */
const isAct = ({ given }: Begun): boolean => Object.hasOwn(given, "turns") && !Object.hasOwn(given, "undoes");

function most(begun: readonly Begun[], per: number): number {
  const within = begun.map(({ at }) => begun.filter((other) => other.at > at - per && other.at <= at).length);
  return Math.max(0, ...within);
}

const runs = Array.from({ length: SEEDS }, (_, at) => randomRun(at + 1)).flatMap((run) =>
  run === undefined ? [] : [limited(run)],
);

test.each(runs)("seed $seed", async (run) => {
  const whole = await undisturbed(run);
  const begun = whole.store.cutAt(0);
  expect(most(whole.world.done, OF_COMPONENT.per)).toBeLessThanOrEqual(OF_COMPONENT.count);
  for (let commits = 0; commits <= whole.store.commits.length; commits++) {
    const killed = whole.store.cutAt(commits);
    const again = await resumed(run, whole, commits, begun);
    const all = [...whole.world.done.filter(({ at }) => at < killed), ...again.world.done];
    const where = `killed after commit ${commits}`;
    expect(most(all, OF_COMPONENT.per), `${where}`).toBeLessThanOrEqual(OF_COMPONENT.count);
    expect(most(all.filter(isAct), OF_ACTION.per), `${where}`).toBeLessThanOrEqual(OF_ACTION.count);
  }
});

test("the limits are reached", async () => {
  let reached = 0;
  for (const run of runs) {
    const { world } = await undisturbed(run);
    if (most(world.done, OF_COMPONENT.per) === OF_COMPONENT.count) reached++;
  }
  expect(reached).toBeGreaterThan(runs.length / 4);
});
