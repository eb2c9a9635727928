import { type ActionComponent, defineComponent, succeeded } from "@scheduler-components/executor";

export const component: ActionComponent = defineComponent({
  name: "crawl",
  version: "1.0.0",
  calls: {
    // One more task for every page, each fetched by `http.get`; all of them lead to the task `done`.
    pages: {
      parameters: {
        type: "object",
        properties: { urls: { type: "array", items: { type: "string" }, maxItems: 100 } },
        required: ["urls"],
      },
      execute({ urls }, context) {
        context.registerAction({ id: "fetch-page", call: "http.get" });
        for (const [index, url] of urls.entries()) {
          context.addTask({
            id: `page-${index}`,
            action: "fetch-page",
            after: [context.taskId()],
            edges: [{ to: "done", on: "always" }],
            with: { url },
          });
        }
        return succeeded({ pages: urls.length });
      },
    },
  },
});
