import { type ActionComponent, defineComponent, failed, succeeded } from "@scheduler-components/executor";

const greetings = new Map([
  ["en", "Hello"],
  ["pt", "Olá"],
]);

export const component: ActionComponent = defineComponent({
  name: "greet",
  version: "1.0.0",
  calls: {
    hello: {
      description: "Greets one person.",
      parameters: {
        type: "object",
        properties: { name: { type: "string", minLength: 1 }, language: { type: "string" } },
        required: ["name"],
        additionalProperties: false,
      },
      output: { type: "object", properties: { greeting: { type: "string" } }, required: ["greeting"] },
      idempotent: true,
      execute({ name, language = "en" }, context) {
        const hello = greetings.get(language);
        if (hello === undefined) return failed({ code: "unknown-language", message: `No greeting in ${language}.` });
        context.log("debug", `greeting ${name}`);
        return succeeded({ greeting: `${hello}, ${name}!` });
      },
    },
  },
});
