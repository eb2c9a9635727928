import { type ActionComponent, defineComponent, succeeded } from "@scheduler-components/executor";
import { ConformanceError, type ConformanceOptions, conformanceTests } from "@scheduler-components/executor/testing";

/** A component that conforms. */
export const good = (): ActionComponent =>
  defineComponent({
    name: "good",
    version: "1.0.0",
    config: { type: "object", properties: { tone: { type: "string" } } },
    calls: {
      hello: {
        parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
        output: { type: "object", required: ["greeting"] },
        idempotent: true,
        execute: ({ name }) => succeeded({ greeting: `Hello, ${name}!` }),
      },
    },
  });

/** The examples of the good component, and little time. */
export const options: ConformanceOptions = {
  config: { tone: "warm" },
  calls: { hello: [{ name: "Ada", parameters: { name: "Ada" } }] },
  withinMs: 20,
  cancelWithinMs: 10,
};

/** The messages of the tests that fail, by name. */
export async function failures(
  make: () => ActionComponent,
  over: Partial<ConformanceOptions> = {},
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const each of conformanceTests(make, { ...options, ...over })) {
    try {
      await each.run();
    } catch (error) {
      if (!(error instanceof ConformanceError)) throw error;
      found.set(each.name, error.message);
    }
  }
  return found;
}

/** The good component with parts of it replaced. */
export const broken = (over: (component: ActionComponent) => Partial<ActionComponent>): (() => ActionComponent) => {
  return () => {
    const component = good();
    return {
      describe: () => component.describe(),
      initComponent: (config) => component.initComponent(config),
      executeAction: (action, context) => component.executeAction(action, context),
      releaseComponent: () => component.releaseComponent(),
      ...over(component),
    };
  };
};
