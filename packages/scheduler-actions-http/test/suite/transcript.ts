import type { ActionOutcome } from "@scheduler-components/executor";
import type { HttpCase, HttpSubject } from "./suite.ts";

/** Runs a case; gives all that the subject answered as text, without what differs from run to run or is a platform's own. */
export async function transcriptOf(subject: HttpSubject, each: HttpCase): Promise<string> {
  const said: unknown[] = [];
  await each.run({
    act: async (operation, parameters) => {
      const outcome = await subject.act(operation, parameters);
      said.push(withoutTimes(outcome));
      return outcome;
    },
    send: async (request) => {
      const sent = await subject.send(request);
      said.push(sent.ok ? { ...sent.response, body: Buffer.from(sent.response.body).toString("latin1") } : sent.error);
      return sent;
    },
    close: () => subject.close(),
  });
  return said
    .map((one) => JSON.stringify(one, undefined, 2))
    .join("\n")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, "DATE")
    .replace(/----scheduler-[0-9a-f]{36}/g, "BOUNDARY");
}

/** Causes are what the platform said, in its own words. */
function withoutTimes({ status, detail, output, error }: ActionOutcome): unknown {
  const { timings: _timings, ...rest } = (output ?? {}) as { readonly timings?: unknown };
  const { causes: _causes, ...problem } = error ?? { causes: undefined };
  return { status, detail, output: output === undefined ? undefined : rest, error: error && steady(problem) };
}

/** What is left of a longer wait depends on when it was looked at. */
function steady(problem: Partial<NonNullable<ActionOutcome["error"]>>): unknown {
  const { retryAfter = 0 } = problem;
  return retryAfter < 10_000 ? problem : { ...problem, retryAfter: Math.round(retryAfter / 10_000) * 10_000 };
}
