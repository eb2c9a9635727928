/** The component of the crash harness that grows the graph: it says so where the other actions do, and does it. */
const parameters = { type: "object" };

export const component = {
  describe: () => ({
    name: "probe",
    version: "1.0.0",
    description: "Grows the graph, and says so.",
    calls: { grow: { description: "Adds tasks after itself.", parameters } },
  }),
  initComponent: () => {},
  releaseComponent: () => {},
  executeAction: async ({ parameters: { url, body, grows } }, context) => {
    const headers = { "content-type": "application/json", "idempotency-key": context.idempotencyKey() };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body.json) });
    const output = await response.json();
    for (let i = 0; i < grows; i++) {
      const id = `${context.taskId()}-${context.visit()}-${i}`;
      context.addTask({ id, action: "small", after: [context.taskId()], edges: [] });
    }
    return { status: "succeeded", output };
  },
};
