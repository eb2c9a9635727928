import { expect, test } from "vitest";
import { get } from "../support/act.ts";
import { serve } from "../support/servers.ts";

test("a scenario gets no more memory than the host allows", async () => {
  const { origin } = await serve((_request, response) => response.end("x".repeat(1000)));
  const asked = await get({ url: origin, response: { max_bytes: Number.MAX_SAFE_INTEGER } });
  expect(asked.error).toMatchObject({
    code: "invalid-parameters",
    message: expect.stringContaining("maxResponseBytes"),
  });
  expect((await get({ url: origin }, { maxResponseBytes: 999 })).error?.code).toBe("response-too-large");
});
