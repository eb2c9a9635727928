import type { Action, ActionOutcome, JsonObject, JsonValue, Manifest, WbsEdge } from "@scheduler-components/core";
import { defineComponent, succeeded, type ActionComponent, type ActionContext } from "@scheduler-components/executor";
import { describe, expectTypeOf, test } from "vitest";
import type * as api from "../../src/generated/scheduler-executor-component-api.d.ts";
import type { ActionContext as WitContext } from "../../src/generated/scheduler-executor-context.d.ts";
import type * as lifecycle from "../../src/generated/scheduler-executor-lifecycle.d.ts";

describe("the contract cannot drift from wit/", () => {
  test("the component has exactly the functions of lifecycle and component-api", () => {
    type Functions<T> = { [K in keyof T]: T[K] extends (...parameters: never) => unknown ? K : never }[keyof T];
    expectTypeOf<keyof ActionComponent>().toEqualTypeOf<Functions<typeof lifecycle> | Functions<typeof api>>();
  });

  test("its parameters and answers are the native forms of the generated ones", () => {
    expectTypeOf<Parameters<ActionComponent["executeAction"]>>().toEqualTypeOf<[Action, ActionContext]>();
    expectTypeOf<Awaited<ReturnType<ActionComponent["executeAction"]>>>().toEqualTypeOf<ActionOutcome>();
    expectTypeOf<Parameters<ActionComponent["initComponent"]>>().toEqualTypeOf<[JsonValue]>();
    expectTypeOf<Awaited<ReturnType<ActionComponent["describe"]>>>().toEqualTypeOf<Manifest>();
    expectTypeOf<Parameters<typeof lifecycle.initComponent>["length"]>().toEqualTypeOf<1>();
    expectTypeOf<Parameters<typeof api.executeAction>["length"]>().toEqualTypeOf<2>();
  });

  test("the context has the resource's methods and a signal", () => {
    expectTypeOf<keyof ActionContext>().toEqualTypeOf<Exclude<keyof WitContext, typeof Symbol.dispose> | "signal">();
    expectTypeOf<ReturnType<ActionContext["getResource"]>>().toEqualTypeOf<JsonValue | undefined>();
    expectTypeOf<ReturnType<ActionContext["getEdges"]>>().toEqualTypeOf<readonly WbsEdge[]>();
    expectTypeOf<ReturnType<ActionContext["deadline"]>>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Parameters<ActionContext["log"]>>().toEqualTypeOf<["debug" | "info" | "warn" | "error", string]>();
  });
});

describe("parameters are typed by their schemas", () => {
  test("required and optional properties, lists, enums and nested objects", () => {
    const typed = defineComponent({
      name: "typed",
      version: "1.0.0",
      calls: {
        first: {
          parameters: {
            type: "object",
            properties: {
              name: { type: "string" },
              tone: { enum: ["warm", "cold"] },
              tags: { type: "array", items: { type: "integer" } },
              deep: { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] },
              any: {},
            },
            required: ["name", "deep"],
          },
          execute(parameters) {
            expectTypeOf(parameters.name).toEqualTypeOf<string>();
            expectTypeOf(parameters.tone).toEqualTypeOf<"warm" | "cold" | undefined>();
            expectTypeOf(parameters.tags).toEqualTypeOf<readonly number[] | undefined>();
            expectTypeOf(parameters.deep.on).toEqualTypeOf<boolean>();
            expectTypeOf(parameters.any).toEqualTypeOf<JsonValue | undefined>();
            return succeeded();
          },
        },
        second: {
          parameters: { type: "object" },
          execute(parameters, context) {
            expectTypeOf(parameters).toEqualTypeOf<JsonObject>();
            expectTypeOf(context).toEqualTypeOf<ActionContext>();
            return succeeded();
          },
        },
      },
    });
    expectTypeOf(typed).toEqualTypeOf<ActionComponent>();
  });
});
