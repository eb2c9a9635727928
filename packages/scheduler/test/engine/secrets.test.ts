import type { JsonObject } from "@scheduler-components/core";
import { failed, succeeded, type ActionContext, type ActionOutcome } from "@scheduler-components/executor";
import { expect, test } from "vitest";
import type { Notification } from "../../src/engine/notification.ts";
import { run, scenario, scripted } from "./support.ts";

test.each([
  ["add-task", { id: "x-", action: "n", after: [], edges: [] }],
  ["register-action", { id: "x-", call: "std.noop" }],
] as const)("an id holds no secret, since ids are shown as they are: %s", async (kind, written) => {
  const told: Notification[] = [];
  const edit = (parameters: JsonObject, context: ActionContext): ActionOutcome => {
    const id = `x-${String(parameters["token"])}`;
    if (kind === "add-task") context.addTask({ ...written, id } as Parameters<ActionContext["addTask"]>[0]);
    else context.registerAction({ ...written, id } as Parameters<ActionContext["registerAction"]>[0]);
    return succeeded();
  };
  const text = scenario(
    [
      { id: "a", call: "test.edit", with: { token: "{{ secrets.TOKEN }}" } },
      { id: "n", call: "std.noop" },
    ],
    [{ id: "t", action: "a" }],
    { secrets: ["TOKEN"] },
  );
  const report = await run(
    text,
    { components: { test: scripted({ edit }) }, observe: (notification) => void told.push(notification) },
    { secrets: { TOKEN: "abcdef123" } },
  );
  expect(report.edits).toEqual([
    { task: "t", kind, applied: false, reason: `Edit 1 of 1 (${kind}): the id "x-[redacted]" holds a secret` },
  ]);
  expect(report.traces).toMatchObject([{ task: "t", error: { code: "edit-refused" } }]);
  expect(JSON.stringify([report, told])).not.toContain("abcdef123");
});

const TOKEN = 'tok"en/with spaces';
const PASSWORD = "issued-by-the-server";

test("neither the report nor a notification shows a secret in any form, while expressions and components get it", async () => {
  const told: Notification[] = [];
  const received: string[] = [];
  const components = {
    test: scripted({
      spill: (parameters, context) => {
        const token = String(parameters["token"]);
        received.push(token);
        context.redact(PASSWORD);
        context.log("info", `using ${token}, then ${PASSWORD}`);
        const output = {
          plain: token,
          base64: Buffer.from(`user:${token}`).toString("base64"),
          url: `http://h/?t=${encodeURIComponent(token)}`,
          json: JSON.stringify({ token }),
          [`key ${token}`]: PASSWORD,
        };
        return succeeded(output, `detail ${token}`);
      },
      fail: (parameters) =>
        failed({
          code: "refused",
          message: `refused ${parameters["password"]}`,
          cause: new Error(`because of ${TOKEN}`),
        }),
    }),
  };
  const text = scenario(
    [
      {
        id: "a",
        call: "test.spill",
        with: { token: "{{ secrets.TOKEN }}" },
        export: [{ type: "variable", name: "kept", value: "outcome.output.plain" }],
      },
      { id: "b", call: "test.fail", with: { password: "{{ 'issued-by-' + 'the-server' }}" } },
    ],
    [
      { id: "t", action: "a", edges: [{ to: "u", trigger: { condition: "outcome.output.plain == secrets.TOKEN" } }] },
      { id: "u", action: "b" },
    ],
    { secrets: ["TOKEN"] },
  );
  const report = await run(
    text,
    { components, observe: (notification) => void told.push(notification) },
    { secrets: { TOKEN } },
  );
  expect(received).toEqual([TOKEN]);
  expect(report.traces.map(({ task }) => task)).toEqual(["t", "u"]);
  for (const shown of [report, told]) {
    const json = JSON.stringify(shown);
    const values = JSON.stringify([
      TOKEN,
      encodeURIComponent(TOKEN),
      Buffer.from(TOKEN).toString("base64").slice(2, -4),
      PASSWORD,
    ]);
    for (const secret of JSON.parse(values) as string[]) {
      expect(json).not.toContain(secret);
      expect(json).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
    expect(json).toContain("[redacted]");
  }
  expect(report.exports["kept"]).toBe("[redacted]");
  expect(report.run.error?.message).toContain("refused [redacted]");
});
