/**
 * The component of the crash harness: it writes down that it was asked for something before it does anything, in a file that outlives
 * every process, and answers what its parameters say.
 */
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const parameters = { type: "object" };

export const component = {
  describe: () => ({
    name: "probe",
    version: "1.0.0",
    description: "Does nothing, and says so.",
    calls: { step: { description: "Waits, fails or grows the graph as it is told.", parameters } },
  }),
  initComponent: () => {},
  releaseComponent: () => {},
  executeAction: async ({ parameters: { ms, fails = 0, grows = 0, output = null } }, context) => {
    const name = `${context.taskId()}/${context.visit()}.${context.attempt()}`;
    // One write, so lines of several processes never mix.
    appendFileSync("done.ndjson", `${JSON.stringify({ name, key: context.idempotencyKey(), pid: process.pid })}\n`);
    if (ms > 0) await setTimeout(ms);
    if (context.attempt() <= fails) {
      const error = {
        code: "told-to",
        message: `attempt ${context.attempt()} was to fail`,
        retryable: true,
        causes: [],
      };
      return { status: "failed", error };
    }
    for (let i = 0; i < grows; i++) {
      const id = `${context.taskId()}-${context.visit()}-${i}`;
      context.addTask({ id, action: "small", after: [context.taskId()], edges: [] });
    }
    return { status: "succeeded", output };
  },
};
