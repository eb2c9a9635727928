import { expect, test } from "vitest";
import { ended, testDaemon } from "./support.ts";

interface Details {
  readonly run: { readonly id: string; readonly status: string };
  readonly traces: readonly { readonly task: string; readonly output: unknown }[];
}

test("a run that has ended is run again from a task on: what it had done before is taken over", async () => {
  const daemon = await testDaemon();
  const details = async (id: string): Promise<Details> => (await (await daemon.fetch(`/runs/${id}`)).json()) as Details;
  await daemon.post("/scenarios/wait/runs", { runId: "first" });
  await daemon.post("/runs/first/signals/go", { data: "yes" });
  await ended(daemon, "first");

  const answer = await daemon.post("/runs/first/rerun", { from: "after", runId: "second" });
  expect(answer.headers.get("location")).toBe("/runs/second");
  expect(await answer.json()).toMatchObject({ id: "second", scenario: "wait" });
  // Nobody gives a signal: it waits for none.
  await ended(daemon, "second");
  const { run, traces } = await details("second");
  expect(run.status).toBe("succeeded");
  expect(traces.filter(({ task }) => task === "after").map(({ output }) => output)).toEqual([{ said: "yes" }]);

  const whole = (await (await daemon.post("/runs/first/rerun")).json()) as { readonly id: string };
  expect((await details(whole.id)).run.status).toBe("running");
  await daemon.post(`/runs/${whole.id}/signals/go`, { data: "no" });
  await ended(daemon, whole.id);
  expect((await details(whole.id)).traces.at(-1)).toMatchObject({ task: "after", output: { said: "no" } });
  expect(await (await daemon.fetch("/metrics")).text()).toContain('scheduler_runs_started_total{how="rerun"} 2');
});
