import { readFile } from "node:fs/promises";
import { describeActionComponent, fakeContext } from "@scheduler-components/executor/testing";
import { describe, expect, test } from "vitest";
import { component, createGreetComponent } from "../src/index.ts";

describeActionComponent("greet", createGreetComponent, {
  runner: { describe, test },
  config: { tone: "warm" },
  calls: {
    hello: [
      {
        name: "in English unless said",
        parameters: { name: "Ada" },
        expect: { status: "succeeded", output: { greeting: "Hello, Ada!", language: "en" } },
      },
      {
        name: "in Portuguese",
        parameters: { name: "Ada", language: "pt" },
        expect: { status: "succeeded", output: { greeting: "Olá, Ada!", language: "pt" } },
      },
      {
        name: "in no language it knows",
        parameters: { name: "Ada", language: "tlh" },
        expect: { status: "failed", code: "unknown-language" },
      },
    ],
  },
});

test("it logs what it says, calmly without a configuration", async () => {
  const context = fakeContext();
  await createGreetComponent().executeAction({ id: "a", call: "greet.hello", parameters: { name: "Ada" } }, context);
  expect(context.logs).toEqual([{ level: "info", message: "Hello, Ada." }]);
});

test("manifest.json is what the component says of itself", async () => {
  const written = await readFile(new URL("../manifest.json", import.meta.url), "utf8");
  expect(JSON.parse(written)).toEqual(await component.describe());
});
