import { type ActionComponent, defineComponent, failed, isJsonObject, succeeded } from "@scheduler-components/executor";
import { GREETINGS } from "./greetings.ts";

/** A fresh component. Its state is its own, so that several can be used side by side. */
export function createGreetComponent(): ActionComponent {
  let mark = ".";

  return defineComponent({
    name: "greet",
    version: "1.0.0",
    description: "Greets people in several languages.",
    config: {
      type: "object",
      properties: { tone: { enum: ["calm", "warm"], default: "calm" } },
      additionalProperties: false,
    },
    calls: {
      hello: {
        description: "Greets one person.",
        parameters: {
          type: "object",
          properties: {
            name: { type: "string", minLength: 1 },
            language: { type: "string", description: "en, de, fr or pt", default: "en" },
          },
          required: ["name"],
          additionalProperties: false,
        },
        output: {
          type: "object",
          properties: { greeting: { type: "string" }, language: { type: "string" } },
          required: ["greeting", "language"],
        },
        // Greeting someone twice changes nothing in the world: an attempt that timed out may be tried again.
        idempotent: true,
        execute({ name, language = "en" }, context) {
          const hello = GREETINGS.get(language);
          if (hello === undefined) {
            const known = [...GREETINGS.keys()].join(", ");
            return failed({ code: "unknown-language", message: `No greeting in "${language}". There are: ${known}.` });
          }
          const greeting = `${hello}, ${name}${mark}`;
          context.log("info", greeting);
          return succeeded({ greeting, language }, `greeted ${name}`);
        },
      },
    },
    init(config) {
      mark = isJsonObject(config) && config["tone"] === "warm" ? "!" : ".";
    },
  });
}

/** What the scheduler loads. */
export const component: ActionComponent = createGreetComponent();
