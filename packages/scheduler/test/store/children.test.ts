/** Runs that begin others, in a store. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "@scheduler-components/core";
import { succeeded, type ActionContext, type ActionOutcome } from "@scheduler-components/executor";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RunLeftError } from "../../src/engine/errors.ts";
import type { Scheduler, SchedulerOptions } from "../../src/engine/types.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { RunRecord, Store } from "../../src/store/store.ts";
import { ManualClock, scenario, scripted, settled, testScheduler } from "../engine/support.ts";
import { folderWith } from "../support/folder.ts";

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = folderWith({});
  store = await openStore(join(folder, "runs.db"));
});

afterEach(() => store.close());

/** Two steps, one after the other; the second one's output is exported. */
const child = scenario(
  [
    { id: "one", call: "test.one" },
    { id: "two", call: "test.two", export: [{ type: "variable", name: "two", value: "outcome.output" }] },
  ],
  [
    { id: "first", action: "one", edges: [{ to: "second" }] },
    { id: "second", action: "two" },
  ],
  { name: "child" },
);
/** Runs `child`, twice at once, and once more after that. */
const parent = scenario(
  [
    {
      id: "go",
      call: "scenario.run",
      with: { file: "child" },
      export: [{ type: "variable", name: "got", value: "outcome.output.exports.two" }],
    },
  ],
  [
    { id: "left", action: "go", edges: [{ to: "last" }] },
    { id: "right", action: "go", edges: [{ to: "last" }] },
    { id: "last", action: "go" },
  ],
  { name: "parent" },
);

const texts: { readonly [name: string]: string } = { child, parent };
const scenarios = {
  read: async (name: string) => ({ text: texts[name] ?? "", file: name }),
};

const IDS = ["left", "right", "last"].map((task) => `r/${task}/1/1`);
const STEPS = IDS.flatMap((id) => [`${id}/first/1`, `${id}/second/1`]);

/** What a process carries out, by idempotency key. */
class World {
  readonly done: string[] = [];
  readonly component = () =>
    scripted({ one: (_, context) => this.#do(context), two: (_, context) => this.#do(context) });

  async #do(context: ActionContext): Promise<ActionOutcome> {
    this.done.push(context.idempotencyKey());
    await settled();
    return succeeded(context.runId().length);
  }
}

function scheduler(of: Store, component: () => ReturnType<typeof scripted>, options: SchedulerOptions = {}): Scheduler {
  return testScheduler({ store: of, scenarios, components: { test: component }, gracePeriodMs: 50, ...options });
}

/** The store as a process that is killed now leaves it. */
async function killed(use: (left: Store) => Promise<void>): Promise<void> {
  const file = join(folderWith({}), "left.db");
  const db = new DatabaseSync(join(folder, "runs.db"));
  db.exec(`VACUUM INTO '${file}'`);
  db.close();
  const copy = new DatabaseSync(file);
  copy.exec("UPDATE runs SET driver = NULL; DELETE FROM drivers");
  copy.close();
  const left = await openStore(file);
  try {
    await use(left);
  } finally {
    await left.close();
  }
}

const named = (runs: readonly RunRecord[]): { [id: string]: string } =>
  Object.fromEntries(runs.map(({ id, status }) => [id, status]));

/** The steps that a store holds as done. */
function completed(of: Store): string[] {
  return of.runs().flatMap(({ id, parent: by }) => {
    if (by === undefined) return [];
    return [...of.events(id)].flatMap((entry) =>
      entry.type === "completed" && entry.trace !== undefined ? [`${id}/${entry.trace.task}/1`] : [],
    );
  });
}

describe("a run that another began", () => {
  test("is a run of its own, which its parent goes on with, and which goes with it", async () => {
    await scheduler(store, new World().component).run(parent, { runId: "r" });
    expect(store.run(IDS[0] ?? "")).toMatchObject({ parent: "r", status: "succeeded", scenario: "child" });
    expect(named(store.runs({ parent: "r" }))).toEqual(Object.fromEntries(IDS.map((id) => [id, "succeeded"])));
    expect(store.report("r")).not.toHaveProperty("children");
    expect(store.prune(Date.now() + 1_000)).toBe(4);
    expect(store.runs()).toEqual([]);
  });

  test("ends as it would have, whatever commit the process is killed after", async () => {
    const world = new World();
    const lefts: Promise<void>[] = [];
    let seen = 0;
    const stop = store.onWritten(() => {
      seen += 1;
      lefts.push(
        killed(async (left) => {
          if (left.run("r") === undefined || left.run("r")?.status !== "running") return;
          const before = new Set(completed(left));
          expect(left.unfinished()).toEqual(["r"]);
          const again = new World();
          const report = await scheduler(left, again.component).resume("r").result;
          expect(report.run.status).toBe("succeeded");
          expect(report.exports).toEqual({ got: "r/last/1/1".length });
          expect(named(left.runs())).toEqual(Object.fromEntries(["r", ...IDS].map((id) => [id, "succeeded"])));
          expect(again.done.filter((key) => before.has(key))).toEqual([]);
          expect(new Set([...before, ...again.done])).toEqual(new Set(STEPS));
          expect(again.done).toHaveLength(new Set(again.done).size);
        }),
      );
    });
    await scheduler(store, world.component).run(parent, { runId: "r" });
    stop();
    await Promise.all(lefts);
    expect(world.done.toSorted()).toEqual(STEPS.toSorted());
    expect(seen).toBeGreaterThan(10);
  }, 60_000);

  test("is left with its parent, and both go on where they were", async () => {
    const clock = new ManualClock();
    const done: string[] = [];
    const slow = () =>
      scripted({
        one: (_, context) => {
          done.push(context.idempotencyKey());
          return succeeded();
        },
        two: (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
      });
    const first = scheduler(store, slow, { clock }).start(parent, { runId: "r" });
    await settled();
    first.leave();
    const left = first.result.catch((error: unknown) => error);
    await clock.advance(60);
    expect(await left).toBeInstanceOf(RunLeftError);
    expect(named(store.runs())).toEqual({ r: "running", [IDS[0] ?? ""]: "running", [IDS[1] ?? ""]: "running" });
    expect(store.runs().map(({ held }) => held)).toEqual([false, false, false]);
    const world = new World();
    const report = await scheduler(store, world.component).resume("r").result;
    expect(report.run.status).toBe("succeeded");
    expect(done).toEqual(STEPS.slice(0, 4).filter((key) => key.includes("/first/")));
    expect(world.done.toSorted()).toEqual(STEPS.filter((key) => !done.includes(key)).toSorted());
  });

  test("goes on with the text that it began with", async () => {
    const two = { type: "variable", name: "two", value: "1" };
    const waits = scenario(
      [{ id: "a", call: "std.wait_signal", with: { name: "go" }, export: [two] }],
      [{ id: "n", action: "a" }],
    );
    let text = waits;
    const changing = { read: async () => ({ text, file: "child" }) };
    const options = { scenarios: changing };
    const first = scheduler(store, new World().component, options).start(parent, { runId: "r" });
    await settled();
    first.leave();
    await expect(first.result).rejects.toBeInstanceOf(RunLeftError);
    text = "no scenario any more";
    for (const id of IDS.slice(0, 2)) store.send(id, { type: "signal", name: "go", data: null });
    const report = await scheduler(store, new World().component, options).resume("r").result;
    expect(report.traces.map(({ task, error }) => [task, error?.code])).toEqual([
      ["left", undefined],
      ["right", undefined],
      ["last", "child-invalid"],
    ]);
  });

  test("is gone on with by its parent alone", async () => {
    const waits = scenario([{ id: "a", call: "std.wait_signal", with: { name: "go" } }], [{ id: "n", action: "a" }]);
    const options = { scenarios: { read: async () => ({ text: waits }) } };
    const first = scheduler(store, new World().component, options).start(parent, { runId: "r" });
    await settled();
    first.leave();
    await expect(first.result).rejects.toBeInstanceOf(RunLeftError);
    const alone = scheduler(store, new World().component, options).resume(IDS[0] ?? "");
    await expect(alone.result).rejects.toMatchObject({
      code: "run-of-parent",
      message: expect.stringContaining("resume that one"),
    });
    expect(store.unfinished()).toEqual(["r"]);
  });

  test("is another run when its parent is run again", async () => {
    await scheduler(store, new World().component).run(parent, { runId: "r" });
    const world = new World();
    await scheduler(store, world.component).rerun("r", { runId: "s", from: "last" }).result;
    expect(world.done).toEqual(["s/last/1/1/first/1", "s/last/1/1/second/1"]);
    expect(named(store.runs({ parent: "s" }))).toEqual({ "s/last/1/1": "succeeded" });
  });

  test("does not take the place of a run that somebody else began under its id", async () => {
    await scheduler(store, new World().component).run(child, { runId: "r/left/1/1" });
    const report = await scheduler(store, new World().component).run(parent, { runId: "r" });
    expect(report.traces.find(({ task }) => task === "left")?.error?.code).toBe("child-taken");
  });
});

describe("a run whose attempt is over when its process dies", () => {
  const hang = (_: JsonObject, { signal }: ActionContext): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  test("is ended when its parent is: cancelled with it, whatever commit the process was killed after", async () => {
    const lefts: Promise<void>[] = [];
    const component = () => scripted({ one: hang, two: hang });
    const handle = scheduler(store, component).start(parent, { runId: "r" });
    await settled();
    const stop = store.onWritten(() => {
      lefts.push(
        killed(async (left) => {
          if (left.run("r")?.status !== "running") return;
          const going = scheduler(left, component).resume("r");
          await settled();
          going.cancel();
          await going.result;
          const ended = named(left.runs());
          expect(ended).toEqual({ r: "cancelled", [IDS[0] ?? ""]: "cancelled", [IDS[1] ?? ""]: "cancelled" });
        }),
      );
    });
    store.send("r", { type: "cancel", reason: "enough" });
    const report = await handle.result;
    stop();
    await Promise.all(lefts);
    expect(report.run.error?.message).toContain("enough");
    expect(lefts.length).toBeGreaterThan(2);
    expect(new Set(Object.values(named(store.runs())))).toEqual(new Set(["cancelled"]));
  }, 60_000);

  test("is not carried on where its attempt must not be carried out again, and ends with its parent", async () => {
    const once = scenario(
      [{ id: "go", call: "scenario.run", delivery: "at_most_once", with: { file: "child" } }],
      [
        { id: "only", action: "go", edges: [{ to: "end", trigger: { on: "failed" } }] },
        { id: "end", type: "end" },
      ],
    );
    const handle = scheduler(store, () => scripted({ one: hang, two: hang })).start(once, { runId: "r" });
    await settled();
    await killed(async (left) => {
      const world = new World();
      const report = await scheduler(left, world.component).resume("r").result;
      expect(report.traces[0]?.error?.code).toBe("outcome-unknown");
      expect(world.done).toEqual([]);
      expect(named(left.runs())).toEqual({ r: "succeeded", "r/only/1/1": "cancelled" });
      expect(left.report("r/only/1/1")?.run.error?.message).toContain("attempt");
    });
    handle.cancel();
    await handle.result;
  });
});

test("a run below a run below a run is pruned with the first, and not before it", async () => {
  const deep = { read: async (name: string) => ({ text: name === "child" ? parent : child, file: "x" }) };
  const nested = {
    read: async (name: string, from: string | undefined) => (from === undefined ? deep.read(name) : deep.read("leaf")),
  };
  await scheduler(store, new World().component, { scenarios: nested }).run(parent, { runId: "r" });
  const all = store.runs();
  expect(all.length).toBeGreaterThan(4);
  const first = store.run("r")?.endedAt ?? 0;
  expect(all.every(({ endedAt = Infinity }) => endedAt <= first)).toBe(true);
  expect(store.prune(first)).toBe(0);
  expect(store.prune(first + 1)).toBe(all.length);
});
