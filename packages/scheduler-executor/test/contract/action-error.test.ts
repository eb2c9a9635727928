import { causesOf, toActionError } from "@scheduler-components/executor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("toActionError", () => {
  const refused = Object.assign(new Error("connect refused"), { code: "ECONNREFUSED" });
  test.each([
    ["an error", new TypeError("bad"), "bad", []],
    ["an error without a message", new RangeError(), "RangeError", []],
    ["a string", "plain", "plain", []],
    ["an empty string", "", "no message", []],
    ["nothing", undefined, "undefined", []],
    ["an object", { a: 1 }, '{"a":1}', []],
    ["an object that looks like an error", { message: "odd" }, "odd", []],
    [
      "a cause with a code",
      new Error("fetch failed", { cause: refused }),
      "fetch failed",
      [["ECONNREFUSED", "connect refused"]],
    ],
    [
      "a chain, nearest first",
      new Error("a", { cause: new Error("b", { cause: new TypeError("c") }) }),
      "a",
      [
        ["Error", "b"],
        ["TypeError", "c"],
      ],
    ],
    [
      "several at once",
      new AggregateError([new Error("v4"), refused], "all failed"),
      "all failed",
      [
        ["Error", "v4"],
        ["ECONNREFUSED", "connect refused"],
      ],
    ],
    ["a cause that is text", new Error("a", { cause: "because" }), "a", [["error", "because"]]],
  ])("%s", (_name, thrown, message, causes) => {
    expect(toActionError(thrown)).toStrictEqual({
      code: "component-failed",
      message,
      retryable: false,
      causes: causes.map(([code, text]) => ({ code, message: text })),
    });
  });

  test("with a message of its own the error is the first cause", () => {
    const error = toActionError(refused, { code: "offline", message: "No network.", retryable: true, retryAfter: 10 });
    expect(error).toStrictEqual({
      code: "offline",
      message: "No network.",
      retryable: true,
      retryAfter: 10,
      causes: [{ code: "ECONNREFUSED", message: "connect refused" }],
    });
  });

  test("a chain that closes on itself ends", () => {
    const first = new Error("first");
    const second = new Error("second", { cause: first });
    first.cause = second;
    expect(causesOf([first]).map((cause) => cause.message)).toEqual(["first", "second"]);
  });

  test("long chains and messages are cut", () => {
    let error = new Error("x".repeat(100_000));
    for (let depth = 0; depth < 50; depth++) error = new Error(`${depth}`, { cause: error });
    const made = toActionError(error);
    expect(made.causes).toHaveLength(8);
    expect(toActionError(new Error("x".repeat(100_000))).message).toHaveLength(4096);
  });

  test("it never throws", () => {
    const hostile = new Proxy(new Error("x"), {
      get() {
        throw new Error("no");
      },
    });
    expect(toActionError(hostile).code).toBe("component-failed");
    fc.assert(fc.property(fc.anything(), (value) => typeof toActionError(value).message === "string"));
  });
});
