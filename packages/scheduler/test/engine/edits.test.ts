import type { JsonObject } from "@scheduler-components/core";
import { failed, succeeded, type ActionContext } from "@scheduler-components/executor";
import { describe, expect, test } from "vitest";
import { attempts, run, scenario, scripted, statuses } from "./support.ts";

describe("edits", () => {
  const editing = scripted({
    grow: (_, context) => {
      context.registerAction({ id: "fresh", call: "std.set", with: { from: "{{ nodes.t.status }}" } });
      context.addTask({ id: "added", action: "fresh", after: ["t"], edges: [{ to: "last", on: "succeeded" }] });
      return succeeded(1);
    },
    bad: (_, context) => {
      context.addTask({ id: "more", action: "fresh", after: [], edges: [] });
      context.removeTask("nobody");
      return succeeded(1);
    },
    told: (_, context) => {
      context.tolerateRefusedEdits();
      context.removeTask("nobody");
      return succeeded(1);
    },
    look: (_, context) =>
      succeeded({
        task: context.getTask("last") as never,
        edges: context.getEdges("t") as never,
        resource: context.getResource("api") ?? null,
      }),
    flaky: (_, context) => {
      context.removeTask("last");
      return context.attempt() === 1 ? failed({ code: "x", message: "x", retryable: true }) : succeeded();
    },
  });
  const text = (call: string, more: JsonObject = {}): string =>
    scenario(
      [
        { id: "a", call: `test.${call}`, ...more },
        { id: "n", call: "std.noop" },
      ],
      [
        { id: "t", action: "a", edges: [{ to: "last" }] },
        { id: "last", action: "n" },
      ],
      { workbook: { resources: [{ id: "api", type: "http_endpoint", properties: { port: 80 } }] } },
    );

  test("that are accepted take effect with their outcome", async () => {
    const report = await run(text("grow"), { components: { test: editing } });
    expect(report.edits).toEqual([
      { task: "t", kind: "register-action", applied: true },
      { task: "t", kind: "add-task", applied: true },
    ]);
    expect(attempts(report)).toEqual(["t/1.1 succeeded", "added/1.1 succeeded", "last/1.1 succeeded"]);
    expect(report.traces[1]?.output).toEqual({ from: "succeeded" });
    expect(report.summary.tasks).toBe(3);
  });

  test("that are refused fail their task as a whole, its output kept", async () => {
    const report = await run(text("bad"), { components: { test: editing } });
    expect(report.traces).toMatchObject([
      { task: "t", status: "failed", output: 1, error: { code: "edit-refused", retryable: false } },
    ]);
    expect(report.edits).toMatchObject([
      { kind: "add-task", applied: false, reason: expect.any(String) },
      { kind: "remove-task", applied: false },
    ]);
    expect(report.summary.tasks).toBe(2);
  });

  test("that are refused are only reported where the attempt asked for that", async () => {
    const report = await run(text("told"), { components: { test: editing } });
    expect(report.run.status).toBe("succeeded");
    expect(report.edits).toMatchObject([
      { kind: "remove-task", applied: false, reason: expect.stringContaining("nobody") },
    ]);
  });

  test("of an attempt that is followed by another are dropped", async () => {
    const report = await run(text("flaky", { retry: { attempts: 2 } }), { components: { test: editing } });
    expect(report.edits.map(({ applied }) => applied)).toEqual([false, true]);
    expect(statuses(report)).toEqual({ t: "succeeded", last: "skipped" });
  });

  test.each(["throws", "rejects", "nothing"])("of an attempt that gave no outcome are dropped: %s", async (call) => {
    const half = (context: ActionContext): void => context.removeTask("last");
    const component = scripted({
      throws: (_, context) => {
        half(context);
        throw new Error("in the middle of it");
      },
      rejects: async (_, context) => {
        half(context);
        await Promise.resolve();
        throw new Error("in the middle of it");
      },
      nothing: (_, context) => {
        half(context);
        return { status: "done" } as never;
      },
    });
    const onFailed = text(call).replace('{"to":"last"}', '{"to":"last","trigger":{"on":"failed"}}');
    const report = await run(onFailed, { components: { test: component } });
    expect(report.edits).toEqual([
      { task: "t", kind: "remove-task", applied: false, reason: "the component gave no outcome" },
    ]);
    expect(report.traces[0]?.error?.code).toMatch(/^(component-failed|invalid-outcome)$/);
    expect(statuses(report)).toEqual({ t: "failed", last: "succeeded" });
  });

  test("and exports take effect together or not at all", async () => {
    const report = await run(text("grow", { export: [{ type: "metric", name: "m", value: "'no number'" }] }), {
      components: { test: editing },
    });
    expect(report.traces).toMatchObject([{ error: { code: "export-failed" } }]);
    expect(report.edits.map(({ applied }) => applied)).toEqual([false, false]);
    expect(report.summary.tasks).toBe(2);
  });

  test("are made by what an attempt can read", async () => {
    const report = await run(text("look"), { components: { test: editing } });
    expect(report.traces[0]?.output).toEqual({
      task: { id: "last", action: "n", status: "waiting", visits: 0, priority: 32 },
      edges: [{ from: "t", to: "last", on: "succeeded" }],
      resource: { port: 80, type: "http_endpoint" },
    });
  });
});
