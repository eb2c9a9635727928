import { type ActionContext, cancelContext, closeContext, createActionContext } from "@scheduler-components/executor";
import { expect, test } from "vitest";

const none = (): undefined => undefined;
const view = { runId: "run", getResource: none, getExport: none, getTask: none, getEdges: () => [] };
const make = (): ActionContext => createActionContext(view, "probe", 1, 1);

test("a context made by someone else is not taken for one", () => {
  const copy = { ...make() } as ActionContext;
  expect(() => closeContext(copy)).toThrow(TypeError);
  expect(() => cancelContext(copy)).toThrow(TypeError);
});

test("the owner's handles are not on the object", () => {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(make()));
  expect(names.filter((name) => /close|cancel$|yield/i.test(name))).toEqual([]);
});
