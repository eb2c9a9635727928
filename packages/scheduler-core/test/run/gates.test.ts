import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ActionDef, Scenario } from "../../src/scenario/scenario.ts";
import type { Attempt } from "../../src/run/attempt.ts";
import { createRun } from "../../src/run/create-run.ts";
import { Gates } from "../../src/run/gates.ts";
import { DEFAULT_RUN_LIMITS } from "../../src/run/limits.ts";
import { beginRun, interruptRun, startAttempt } from "../../src/run/lifecycle.ts";
import type { Run } from "../../src/run/run.ts";
import { endAttempt, type AttemptYield } from "../../src/run/settle.ts";
import { takeOutcome } from "../../src/run/take-outcome.ts";
import { action, nodeOf, scenarioOf } from "../state/support/sketch.ts";

function begun(scenario: Scenario): Run {
  const created = createRun(scenario, { runId: "r" });
  if (!created.ok) throw new Error("not created");
  beginRun(created.run, 0);
  return created.run;
}

function end(run: Run, attempt: Attempt, yielded?: AttemptYield): void {
  endAttempt(run, attempt, takeOutcome({ status: "succeeded" }, DEFAULT_RUN_LIMITS), yielded, 0, () => 0);
}

interface Sketch {
  readonly lane: number;
  /** Of the groups below, or none. */
  readonly group: number;
  /** Becomes ready after the task before it, and not at the begin. */
  readonly follows: boolean;
  /** Answers at once, and holds no slot. */
  readonly instant: boolean;
}

interface Setting {
  readonly tasks: readonly Sketch[];
  readonly limits: readonly number[];
  readonly concurrency: number;
  /** Which of the attempts in flight end next. */
  readonly ends: readonly number[];
}

const setting: fc.Arbitrary<Setting> = fc.record({
  tasks: fc.array(fc.record({ lane: fc.nat(2), group: fc.nat(3), follows: fc.boolean(), instant: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  }),
  limits: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 3, maxLength: 3 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  ends: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
});

function scenarioFor({ tasks, limits }: Setting): Scenario {
  const nodes = tasks.map(({ lane, group }, at) => ({
    ...nodeOf(
      `n${at}`,
      [`p${lane}`],
      tasks[at + 1]?.follows === true ? [{ to: `n${at + 1}`, trigger: { on: "succeeded" as const } }] : [],
    ),
    action: `a${group}`,
  }));
  const actions: ActionDef[] = [0, 1, 2, 3].map((group) => ({
    ...action(`a${group}`),
    ...(group < 3 ? { concurrencyGroup: `g${group}` } : {}),
  }));
  const concurrencyGroups = Object.fromEntries(limits.map((limit, group) => [`g${group}`, limit]));
  return { ...scenarioOf(nodes), actions, concurrencyGroups };
}

test("of what is ready the first that has room starts, at every step, and no group ever holds more than its limit", () => {
  const agrees = (of: Setting): void => {
    const { tasks, limits, concurrency, ends } = of;
    const run = begun(scenarioFor(of));
    const gates = new Gates(run, () => {});
    const flying: Attempt[] = [];
    const ready: number[] = [];
    const held = (group: number): number => flying.filter(({ task }) => tasks[task]?.group === group).length;
    const look = (): void => {
      for (let task = 0; task < tasks.length; task++)
        if (run.state.statusOf(task) === "ready" && !ready.includes(task)) ready.push(task);
    };
    const expected = (): number =>
      [0, 1, 2]
        .flatMap((lane) => ready.filter((task) => tasks[task]?.lane === lane))
        .find((task) => held(tasks[task]?.group ?? 3) < (limits[tasks[task]?.group ?? 3] ?? Infinity)) ?? -1;
    look();
    for (let step = 0; !run.ended; step++) {
      while (flying.length < concurrency) {
        const task = gates.next(0);
        expect(task).toBe(expected());
        if (task < 0) break;
        ready.splice(ready.indexOf(task), 1);
        const attempt = startAttempt(run, task, 0);
        if (tasks[task]?.instant === true) end(run, attempt);
        else {
          flying.push(attempt);
          gates.enter(attempt.plan.def);
          expect(held(tasks[task]?.group ?? 3)).toBeLessThanOrEqual(limits[tasks[task]?.group ?? 3] ?? Infinity);
        }
        look();
      }
      if (run.ended) break;
      expect(flying.length).toBeGreaterThan(0);
      // Some end together, before anything is started in their place.
      for (let together = (ends[step % ends.length] ?? 0) % 3; together >= 0 && flying.length > 0; together--) {
        const [ended] = flying.splice((ends[(step + together) % ends.length] ?? 0) % flying.length, 1) as [Attempt];
        gates.leave(ended.plan.def);
        end(run, ended);
        look();
      }
    }
    expect(run.state.result?.status).toBe("succeeded");
  };
  fc.assert(fc.property(setting, agrees), { numRuns: 2_000 });
});

describe("what waits for room", () => {
  const scenario = (nodes: Scenario["nodes"]): Scenario => ({
    ...scenarioOf(nodes),
    actions: [{ ...action("act"), concurrencyGroup: "one" }, action("eager", 5)],
    concurrencyGroups: { one: 1 },
  });

  /** `first` is in flight, and the others wait for it. */
  function waiting(nodes: Scenario["nodes"]): { run: Run; gates: Gates; first: Attempt; start: () => string } {
    const run = begun(scenario(nodes));
    const gates = new Gates(run, () => {});
    const start = (): string => {
      const task = gates.next(0);
      if (task < 0) return "none";
      const attempt = startAttempt(run, task, 0);
      gates.enter(attempt.plan.def);
      return attempt.taskId;
    };
    const first = startAttempt(run, gates.next(0), 0);
    gates.enter(first.plan.def);
    expect(start()).toBe("none");
    return { run, gates, first, start };
  }

  test.each<[string, AttemptYield["edits"], readonly string[]]>([
    ["goes to the lane that it is given", [{ tag: "update-task", val: { id: "c", priority: 0 } }], ["c", "none"]],
    ["can be removed", [{ tag: "remove-task", val: "b" }], ["c", "none"]],
    [
      "can be removed, all of it",
      [
        { tag: "remove-task", val: "b" },
        { tag: "remove-task", val: "c" },
      ],
      ["none"],
    ],
  ])("%s", (_name, edits, started) => {
    const { run, gates, first, start } = waiting([nodeOf("a", [], []), nodeOf("b", [], []), nodeOf("c", [], [])]);
    gates.leave(first.plan.def);
    end(run, first, { edits, tolerateRefusedEdits: false });
    expect(started.map(start)).toEqual(started);
  });

  test("starts at once with an action of no group, though there is no room", () => {
    const { run, first, start } = waiting([nodeOf("a", [], []), nodeOf("b", [], []), nodeOf("c", [], [])]);
    end(run, first, {
      edits: [{ tag: "update-task", val: { id: "b", action: "eager" } }],
      tolerateRefusedEdits: false,
    });
    expect([start(), start()]).toEqual(["b", "none"]);
  });

  test("ends with its run", () => {
    const { run, gates, first } = waiting([nodeOf("a", [], []), nodeOf("b", [], [])]);
    interruptRun(run, "enough", 0);
    gates.leave(first.plan.def);
    end(run, first);
    expect([run.ended, gates.next(0)]).toEqual([true, -1]);
  });

  test("costs the same however much it is", () => {
    const size = 100_000;
    const nodes = Array.from({ length: size }, (_, at) => nodeOf(`n${at}`, [], []));
    const { run, gates, first } = waiting(nodes);
    gates.leave(first.plan.def);
    end(run, first);
    const order: number[] = [];
    for (let task = gates.next(0); task >= 0; task = gates.next(0)) {
      order.push(task);
      const attempt = startAttempt(run, task, 0);
      gates.enter(attempt.plan.def);
      gates.leave(attempt.plan.def);
      end(run, attempt);
    }
    expect(order).toEqual(Array.from({ length: size - 1 }, (_, at) => at + 1));
  });
});

describe("rate limits", () => {
  const limits = [
    { count: 1, per: 10 },
    { count: 3, per: 7 },
  ];
  /** Of the whole component `std`. */
  const ofAll = { count: 4, per: 9 };

  interface Rated {
    readonly lane: number;
    readonly limit: number;
    readonly grouped: boolean;
    readonly bound: boolean;
    /** Begins so much later than it is started. */
    readonly late: number;
  }

  const idOf = ({ limit, grouped, bound }: Rated): string => `a${limit}${grouped ? "g" : ""}${bound ? "" : "x"}`;

  function ratedRun(of: readonly Rated[]): Run {
    const nodes = of.map((one, at) => ({ ...nodeOf(`n${at}`, [`p${one.lane}`], []), action: idOf(one) }));
    const actions = [0, 1, 2].flatMap((limit) =>
      [true, false].flatMap((grouped) =>
        [true, false].map((bound): ActionDef => {
          const rateLimit = limits[limit];
          return {
            ...action(idOf({ lane: 0, limit, grouped, bound, late: 0 })),
            call: bound ? "std.noop" : "other.noop",
            ...(rateLimit === undefined ? {} : { rateLimit }),
            ...(grouped ? { concurrencyGroup: "one" } : {}),
          };
        }),
      ),
    );
    const top = { concurrencyGroups: { one: 1 }, componentRateLimits: { std: ofAll } };
    return begun({ ...scenarioOf(nodes), ...top, actions });
  }

  const rated = (late: fc.Arbitrary<number>) =>
    fc.array(fc.record({ lane: fc.nat(2), limit: fc.nat(2), grouped: fc.boolean(), bound: fc.boolean(), late }), {
      maxLength: 25,
    });

  /** Starts whatever may start, moving time on to what is asked for; gives when each began. */
  function carriedOut(of: readonly Rated[]): { readonly task: number; readonly at: number }[] {
    const run = ratedRun(of);
    const asked: { bound: number; time: number }[] = [];
    const gates = new Gates(run, (bound, time) => void asked.push({ bound, time }));
    const late: { attempt: Attempt; time: number }[] = [];
    const seen: { task: number; at: number }[] = [];
    for (let at = 0; !run.ended;) {
      const task = gates.next(at);
      if (task >= 0) {
        const attempt = startAttempt(run, task, at);
        gates.enter(attempt.plan.def);
        gates.start(attempt.plan.def);
        late.push({ attempt, time: at + (of[task]?.late ?? 0) });
      } else if (!late.some(({ time }) => time === at)) {
        expect(gates.waiting || late.length > 0).toBe(true);
        at = Math.min(...[...asked, ...late].map(({ time }) => time));
        for (const { bound } of asked.filter(({ time }) => time === at)) gates.woken(bound);
        asked.splice(0, asked.length, ...asked.filter(({ time }) => time !== at));
      }
      const [first] = late.filter(({ time }) => time === at);
      if (first === undefined) continue;
      const { attempt } = first;
      late.splice(late.indexOf(first), 1);
      gates.begin(attempt.plan.def, at);
      gates.leave(attempt.plan.def);
      seen.push({ task: attempt.task, at });
      end(run, attempt);
    }
    return seen;
  }

  /** The same by looking at everything at every millisecond. */
  function schedule(of: readonly Rated[]): { readonly task: number; readonly at: number }[] {
    const seen: { task: number; at: number }[] = [];
    const left = new Set(of.keys());
    const recent = (at: number, counts: (one: Rated) => boolean, per: number): number =>
      seen.filter((one) => one.at > at - per && counts(of[one.task] as Rated)).length;
    for (let at = 0; left.size > 0; at++) {
      for (;;) {
        const task = [0, 1, 2]
          .flatMap((lane) => [...left].filter((one) => of[one]?.lane === lane))
          .find((one) => {
            const it = of[one] as Rated;
            const { count, per } = limits[it.limit] ?? { count: Infinity, per: 1 };
            if (recent(at, (other) => idOf(other) === idOf(it), per) >= count) return false;
            return !it.bound || recent(at, ({ bound }) => bound, ofAll.per) < ofAll.count;
          });
        if (task === undefined) break;
        left.delete(task);
        seen.push({ task, at });
      }
    }
    return seen;
  }

  test("whatever may start starts as soon as it may, in its lane's order", () => {
    const agrees = (of: readonly Rated[]): void => {
      expect(carriedOut(of)).toEqual(schedule(of));
    };
    fc.assert(fc.property(rated(fc.constant(0)), agrees), { numRuns: 500 });
  });

  test("in no stretch of time do more attempts begin than a limit says, however late they begin", () => {
    const holds = (of: readonly Rated[]): void => {
      const began = carriedOut(of);
      expect(began.map(({ task }) => task).sort((a, b) => a - b)).toEqual([...of.keys()]);
      for (const { task, at } of began) {
        const it = of[task] as Rated;
        const within = (counts: (one: Rated) => boolean, per: number): number =>
          began.filter((one) => one.at > at - per && one.at <= at && counts(of[one.task] as Rated)).length;
        const limit = limits[it.limit];
        if (limit !== undefined)
          expect(within((other) => idOf(other) === idOf(it), limit.per)).toBeLessThanOrEqual(limit.count);
        expect(within(({ bound }) => bound, ofAll.per)).toBeLessThanOrEqual(ofAll.count);
      }
    };
    fc.assert(fc.property(rated(fc.nat(12)), holds), { numRuns: 500 });
  });
});
