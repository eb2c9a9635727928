import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createScheduler } from "../../src/engine/scheduler.ts";
import { scenario } from "./support.ts";

test("the built-in http makes requests under the policy that the scheduler was given", async () => {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "application/json").end('{"port":8080}'),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const text = scenario(
    [
      { id: "get", call: "get", with: { url: "{{ inputs.base }}/asset", expect: { status: 200 } } },
      { id: "n", call: "std.set", with: { port: "{{ nodes.t.output.body.port }}" } },
    ],
    [
      { id: "t", action: "get", edges: [{ to: "u", trigger: { condition: "outcome.output.body.port == 8080" } }] },
      { id: "u", action: "n" },
    ],
    { inputs: { type: "object", properties: { base: { type: "string" } } } },
  );
  try {
    const allowed = await createScheduler().run(text, { inputs: { base } });
    expect(allowed.run.status).toBe("succeeded");
    expect(allowed.traces[1]?.output).toEqual({ port: 8080 });
    const denied = await createScheduler({ policy: { http: { deny: ["127.0.0.0/8"] } } }).run(text, {
      inputs: { base },
    });
    expect(denied.traces[0]).toMatchObject({ status: "failed", error: { code: "denied-address" } });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
