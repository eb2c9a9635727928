/** Components that break their boundary: they trap, exit, catch what is not theirs, keep what is over, answer what is none. */
import { describe, expect, test } from "vitest";
import type { JsonObject, RunReport } from "@scheduler-components/core";
import { guest, type GuestParts } from "../../packages/scheduler/test/wasm/support/guest.ts";
import { loaderFor, runGuest, traceOf } from "../../packages/scheduler/test/wasm/support/load.ts";
import { attack, expectWell, type Attack } from "./support/attack.ts";

const MIB = 2 ** 20;
const CONTEXT = "scheduler:executor/context@0.1.0";
const GET_TASK = `(import "${CONTEXT}" "[method]action-context.get-task" (func $get_task (param i32 i32 i32 i32)))`;
const ECHO = "(call $succeed (local.get $parameters) (local.get $parameters_len))";
const FILES = "wasi:filesystem/types@0.2.12";
/** Makes a resource of its own, and drops it. */
const DESTROYED: GuestParts = {
  exports: "export things: interface { resource thing; }",
  core: `(import "[export]things" "[resource-new]thing" (func $make (param i32) (result i32)))
    (import "[export]things" "[resource-drop]thing" (func $destroy (param i32)))`,
  execute: `(call $destroy (call $make (i32.const 1))) ${ECHO}`,
};
/** A string and, as a list, so many causes that are all that string, of which each is one copy for the host. */
const repeatedCauses = (count: number, length: number): string => `
  (loop $again
    (i32.store (i32.add (i32.const 0x10000) (i32.shl (local.get $n) (i32.const 4))) (i32.const 0x10000))
    (i32.store (i32.add (i32.const 0x10004) (i32.shl (local.get $n) (i32.const 4))) (i32.const ${length}))
    (i32.store (i32.add (i32.const 0x10008) (i32.shl (local.get $n) (i32.const 4))) (i32.const 0x10000))
    (i32.store (i32.add (i32.const 0x1000c) (i32.shl (local.get $n) (i32.const 4))) (i32.const ${length}))
    (local.set $n (i32.add (local.get $n) (i32.const 1)))
    (br_if $again (i32.lt_u (local.get $n) (i32.const ${count}))))
  (drop (call $fail (i32.const 0x10) (i32.const 1)))
  (i32.store (i32.const 0x68) (i32.const 0x10000))
  (i32.store (i32.const 0x6c) (i32.const ${count}))
  (i32.const 0x10)`;

interface Row extends Attack {
  readonly status?: string;
  readonly code?: string;
  readonly says?: string;
}

const ROWS: { readonly [name: string]: Row } = {
  "traps in init": { parts: { init: "(unreachable)" }, code: "init-failed", says: "component-trapped" },
  "traps in execute": { parts: { execute: "(unreachable)" }, code: "component-trapped", says: "unreachable" },
  "traps in release": { parts: { release: "(unreachable)" }, status: "succeeded" },
  "traps after its answer": {
    parts: { core: `(global $after (mut i32) (i32.const 0))`, execute: "(i32.const 0x7ffffff0)" },
    code: "component-trapped",
  },
  "uses a handle that it was never given": {
    parts: {
      core: GET_TASK,
      execute: "(call $get_task (i32.const 77) (local.get $id) (local.get $id_len) (i32.const 0x200)) (unreachable)",
    },
    code: "component-trapped",
  },
  "drops its context twice": {
    parts: {
      execute: "(call $drop_context (local.get $context)) (call $drop_context (local.get $context)) (unreachable)",
    },
    code: "component-trapped",
  },
  "traps in the destructor of a resource of its own": {
    parts: { ...DESTROYED, more: `(func (export "things#[dtor]thing") (param i32) (unreachable))` },
    code: "component-trapped",
    says: "unreachable",
  },
  "never comes out of the destructor of a resource of its own": {
    parts: { ...DESTROYED, more: `(func (export "things#[dtor]thing") (param i32) (loop $again (br $again)))` },
    limits: { timeout: 200 },
    status: "timed-out",
    code: "timed-out",
  },
  "destroys a resource within its destructor, again and again": {
    parts: {
      ...DESTROYED,
      more: `(func (export "things#[dtor]thing") (param i32) (call $destroy (call $make (i32.const 1))))`,
    },
    code: "component-trapped",
    says: "call stack",
  },
  "opens a file with a folder that it was never given": {
    parts: {
      imports: [FILES],
      core: `(import "${FILES}" "[method]descriptor.open-at" (func $open (param i32 i32 i32 i32 i32 i32 i32)))`,
      texts: { path: "../../etc/passwd", denied: "the guest was denied" },
      execute: `(call $open (i32.const 3) (i32.const 1) (global.get $path) (global.get $path_len)
          (i32.const 0) (i32.const 1) (i32.const 0x200))
        ;; result<descriptor, error-code>: what is opened would be a handle.
        (if (i32.eqz (i32.load8_u (i32.const 0x200))) (then ${"(return " + ECHO + ")"}))
        (call $fail (global.get $denied) (global.get $denied_len))`,
    },
    code: "the guest was denied",
    says: "filesystem",
  },
  "makes a context of its own": {
    parts: {
      forged: "constructor(task-id: string);",
      core: `(import "${CONTEXT}" "[constructor]action-context" (func $forge (param i32 i32) (result i32)))`,
      execute: `(drop (call $forge (i32.const 0) (i32.const 0))) ${ECHO}`,
    },
    code: "component-trapped",
    says: "made by the host alone",
  },
  "makes a context of its own, and catches what comes of it": {
    parts: {
      forged: "constructor();",
      core: `(import "${CONTEXT}" "[constructor]action-context" (func $forge (result i32)))`,
      execute: `(block $caught (try_table (catch_all $caught) (drop (call $forge)))) ${ECHO}`,
    },
    code: "component-trapped",
    says: "made by the host alone",
  },
  "has another context made by what every class of JavaScript has": {
    parts: {
      forged: "bind: static func(to: u32) -> action-context;",
      core: `(import "${CONTEXT}" "[static]action-context.bind" (func $forge (param i32) (result i32)))`,
      execute: `(drop (call $forge (i32.const 0))) ${ECHO}`,
    },
    code: "component-trapped",
    says: "is not a function",
  },
  "has its context given again by what every object of JavaScript has": {
    parts: {
      forged: "value-of: func() -> action-context;",
      core: `(import "${CONTEXT}" "[method]action-context.value-of" (func $again (param i32) (result i32)))`,
      execute: `(drop (call $again (local.get $context))) ${ECHO}`,
    },
    code: "component-trapped",
    says: "is not a function",
  },
  "keeps its context for the next call": {
    parts: {
      core: `${GET_TASK}\n(global $kept (mut i32) (i32.const 0))`,
      execute: `(if (i32.ne (global.get $kept) (i32.const 0)) (then
          (call $get_task (global.get $kept) (local.get $id) (local.get $id_len) (i32.const 0x200)) (unreachable)))
        (global.set $kept (local.get $context)) ${ECHO}`,
    },
    calls: 2,
    limits: { instances: 1 },
    code: "component-trapped",
    says: "has ended, and its context with it",
  },
  "exits as if all were well": {
    parts: {
      imports: ["wasi:cli/exit@0.2.12"],
      core: `(import "wasi:cli/exit@0.2.12" "exit" (func $exit (param i32)))`,
      execute: "(call $exit (i32.const 0)) (unreachable)",
    },
    code: "component-trapped",
    says: "exited",
  },
  "exits with a failure": {
    parts: {
      imports: ["wasi:cli/exit@0.2.12"],
      core: `(import "wasi:cli/exit@0.2.12" "exit" (func $exit (param i32)))`,
      execute: "(call $exit (i32.const 1)) (unreachable)",
    },
    code: "component-trapped",
    says: "exited",
  },
  "catches what its host throws through it": {
    parts: {
      core: GET_TASK,
      execute: `(loop $again (block $caught (try_table (catch_all $caught)
          (call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200))))
          (local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $again (i32.lt_u (local.get $n) (i32.const 1000))))
        ${ECHO}`,
    },
    limits: { host_calls: 10 },
    code: "limit-reached",
    says: "host_calls",
  },
  "fills its stack, catches that, and goes on to speak": {
    parts: {
      core: GET_TASK,
      more: `(func $down (param $context i32)
          (block $caught (try_table (catch_all $caught)
            (call $get_task (local.get $context) (i32.const 0x10) (i32.const 1) (i32.const 0x200))))
          (call $down (local.get $context)))`,
      execute: `(call $down (local.get $context)) (unreachable)`,
    },
    limits: { host_calls: 900_000_000, timeout: 20_000 },
    code: "component-trapped",
  },
  "answers with one text a thousand times": {
    parts: { pages: 20, execute: repeatedCauses(1000, 500_000) },
    peakMiB: 1800,
  },
  "answers with more texts than fit any heap": {
    parts: { pages: 300, execute: repeatedCauses(100_000, 1_000_000) },
    peakMiB: 1800,
  },
  "answers with millions of texts": {
    parts: { pages: 1100, execute: repeatedCauses(4_000_000, 1) },
    code: "limit-reached",
    peakMiB: 2500,
  },
  "answers with JSON that is nested without end": {
    parts: {
      pages: 40,
      execute:
        "(memory.fill (i32.const 0x10000) (i32.const 0x5b) (i32.const 1000000)) (memory.fill (i32.const 0x110000) (i32.const 0x5d) (i32.const 1000000)) (memory.copy (i32.add (i32.const 0x10000) (i32.const 1000000)) (i32.const 0x110000) (i32.const 1000000)) (call $succeed (i32.const 0x10000) (i32.const 2000000))",
    },
    code: "invalid-outcome",
  },
  "answers with what is no JSON": {
    parts: { texts: { no: "{not json" }, execute: "(call $succeed (global.get $no) (global.get $no_len))" },
    code: "invalid-outcome",
  },
  "answers with a status that there is not": {
    parts: { execute: `(drop ${ECHO}) (i32.store8 (i32.const 0x18) (i32.const 9)) (i32.const 0x10)` },
    code: "component-trapped",
  },
};

describe("a component that", () => {
  test.each(Object.entries(ROWS))("%s", async (_, { status = "failed", code, says, ...attacker }) => {
    const { trace } = await attack(attacker);
    expect(trace).toMatchObject({ call: "guest.go", status });
    if (code !== undefined) expect(trace.error?.code).toBe(code);
    if (status !== "succeeded") expect(trace.error?.message).toContain("guest");
    if (says !== undefined) expect(JSON.stringify(trace.error)).toContain(says);
  });
});

test("after a trap the next call has an instance of its own", async () => {
  const once = `(global.set $count (i32.add (global.get $count) (i32.const 1)))
    (if (i32.eq (global.get $count) (i32.const 2)) (then unreachable)) ${ECHO}`;
  const { report } = await attack({
    parts: { core: "(global $count (mut i32) (i32.const 0))", execute: once },
    calls: 5,
    limits: { instances: 1, memory: 4 * MIB },
  });
  const statuses = report.traces.filter(({ task }) => task.startsWith("guest")).map(({ status }) => status);
  expect(statuses).toEqual(["succeeded", "failed", "succeeded", "failed", "succeeded"]);
  expect(report.components?.["guest"]).toMatchObject({ calls: 5, faults: 2, instances: 3 });
});

test("what overflowed its stack within the host has failed, though it caught that; the next is well", async () => {
  /** With parameters it fills its stack, asks its host at every depth, catches all that comes of it, and ends well. */
  const parts = {
    core: GET_TASK,
    more: `(func $down (param $context i32)
        (block $caught (try_table (catch_all $caught)
          (call $get_task (local.get $context) (i32.const 0x10) (i32.const 1) (i32.const 0x200))))
        (block $caught (try_table (catch_all $caught) (call $down (local.get $context)))))`,
    execute: `(if (i32.gt_u (local.get $parameters_len) (i32.const 2)) (then (call $down (local.get $context)))) ${ECHO}`,
  };
  const { loader, def } = loaderFor(await guest(parts), { limits: { host_calls: 900_000_000, timeout: 20_000 } });
  const life = async (parameters: JsonObject): Promise<RunReport> => {
    const loaded = await loader.load(def);
    return loaded.ok ? runGuest(loaded.component, parameters) : expect.fail(loaded.refusal.message);
  };
  expect(traceOf(await life({ fills: "its stack" })).error?.code).toBe("component-trapped");
  expect(traceOf(await life({}))).toMatchObject({ status: "succeeded", output: {} });
  await expectWell();
});
