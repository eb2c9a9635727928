/** Components that take all they can get: time, stack, memory, tables, output, logs, questions, edits. */
import { describe, expect, test } from "vitest";
import { attack, expectNoGrowth, type Attack } from "./support/attack.ts";

const MIB = 2 ** 20;
const CONTEXT = "scheduler:executor/context@0.1.0";
const LOG = `(import "${CONTEXT}" "[method]action-context.log" (func $log (param i32 i32 i32 i32)))`;
const GET_TASK = `(import "${CONTEXT}" "[method]action-context.get-task" (func $get_task (param i32 i32 i32 i32)))`;
const REMOVE_TASK = `(import "${CONTEXT}" "[method]action-context.remove-task" (func $remove_task (param i32 i32 i32)))`;
const REDACT = `(import "${CONTEXT}" "[method]action-context.redact" (func $redact (param i32 i32 i32)))`;
const FOREVER = "(loop $again (br $again)) (unreachable)";
const TEXT = { text: "some text" };
const text = "(global.get $text) (global.get $text_len)";

/** `body` so many times. */
const times = (count: number, body: string): string =>
  `(loop $again ${body} (local.set $n (i32.add (local.get $n) (i32.const 1))) (br_if $again (i32.lt_u (local.get $n) (i32.const ${count}))))`;
const grow = (pages: number): string =>
  `(loop $more (br_if $more (i32.ge_s (memory.grow (i32.const ${pages})) (i32.const 0)))) (unreachable)`;
/** Instructions that take tens of milliseconds each. */
const FILL = "(memory.fill (i32.const 0x10000) (i32.const 7) (i32.const 0xfff0000))";
const COPY = "(memory.copy (i32.const 0x10000) (i32.const 0x10001) (i32.const 0xffe0000))";
const SOON = { limits: { timeout: 300, memory: 300 * MIB }, status: "timed-out", code: "timed-out" };
/** Touches what it has taken, so that it is really there. */
const growAndFill = (pages: number): string =>
  `(loop $more
    (local.set $a (memory.size))
    (if (i32.ge_s (memory.grow (i32.const ${pages})) (i32.const 0)) (then
      (memory.fill (i32.mul (local.get $a) (i32.const 65536)) (i32.const 7) (i32.const ${pages * 65_536}))
      (br $more)))) (unreachable)`;

interface Row extends Attack {
  readonly status?: string;
  readonly code?: string;
  readonly says?: string;
}

const ROWS: { readonly [name: string]: Row } = {
  "a loop without end in execute": {
    parts: { execute: FOREVER },
    limits: { timeout: 100 },
    status: "timed-out",
    code: "timed-out",
    says: "100ms",
  },
  "a loop without end in init": {
    parts: { init: FOREVER },
    limits: { timeout: 100 },
    code: "init-failed",
    says: "within 100 ms",
  },
  "a loop without end in release": { parts: { release: FOREVER }, limits: { timeout: 100 }, status: "succeeded" },
  "a loop without end that asks its host all the time": {
    parts: {
      core: GET_TASK,
      execute: `(loop $again (call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200)) (br $again)) (unreachable)`,
    },
    limits: { timeout: 150, host_calls: 900_000_000 },
    status: "timed-out",
    code: "timed-out",
  },
  "a loop of tail calls": {
    parts: { more: "(func $on (return_call $on))", execute: "(call $on) (unreachable)" },
    ...SOON,
  },
  "a loop of indirect tail calls": {
    parts: {
      more: `(table 1 funcref) (elem (i32.const 0) $on) (type $on (func))
        (func $on (return_call_indirect (type $on) (i32.const 0)))`,
      execute: "(call $on) (unreachable)",
    },
    ...SOON,
  },
  "a loop of tail calls by reference": {
    parts: {
      more: "(type $on (func)) (elem declare func $on) (func $on (return_call_ref $on (ref.func $on)))",
      execute: "(call $on) (unreachable)",
    },
    ...SOON,
  },
  "memory filled in a loop": {
    parts: { pages: 4096, execute: `(loop $again ${FILL} (br $again)) (unreachable)` },
    ...SOON,
  },
  "memory filled a thousand times in a row": {
    parts: { pages: 4096, execute: `${FILL.repeat(1000)} (unreachable)` },
    ...SOON,
  },
  "memory filled in a loop of known length": {
    parts: { pages: 4096, execute: `${times(4000, FILL)} (unreachable)` },
    ...SOON,
  },
  "memory moved a thousand times in a row": {
    parts: { pages: 4096, execute: `${COPY.repeat(1000)} (unreachable)` },
    ...SOON,
  },
  "a table moved a hundred thousand times in a row": {
    parts: {
      core: "(table $t 10000 10000 funcref)",
      execute: `${"(table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 9999))".repeat(100_000)} (unreachable)`,
    },
    ...SOON,
  },
  "a wait for what never comes": {
    parts: {
      imports: ["wasi:clocks/monotonic-clock@0.2.12", "wasi:io/poll@0.2.12"],
      core: `(import "wasi:clocks/monotonic-clock@0.2.12" "subscribe-duration" (func $subscribe (param i64) (result i32)))
        (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))`,
      execute: "(call $block (call $subscribe (i64.const 9000000000000000000))) (unreachable)",
    },
    limits: { timeout: 100 },
    status: "timed-out",
    code: "timed-out",
  },
  "recursion without end": {
    parts: {
      core: "(func $down (param i32) (result i32) (i32.add (call $down (local.get 0)) (i32.const 1)))",
      execute: "(call $down (i32.const 0))",
    },
    code: "component-trapped",
    says: "call stack",
  },
  "recursion that speaks with its host at every depth": {
    parts: {
      core: `${LOG}\n${GET_TASK}`,
      more: `(func $down (param $context i32)
        (call $log (local.get $context) (i32.const 1) (i32.const 0x10) (i32.const 1))
        (call $get_task (local.get $context) (i32.const 0x10) (i32.const 1) (i32.const 0x200))
        (call $down (local.get $context)))`,
      execute: "(call $down (local.get $context)) (unreachable)",
    },
    limits: { host_calls: 900_000_000 },
    code: "component-trapped",
  },
  "memory in small steps": {
    parts: { execute: growAndFill(1) },
    limits: { memory: 32 * MIB },
    code: "out-of-memory",
    says: "--allow guest=memory:",
    peakMiB: 160,
  },
  "memory in large steps": {
    parts: { execute: growAndFill(256) },
    limits: { memory: 48 * MIB },
    code: "out-of-memory",
    says: "--allow guest=memory:",
    peakMiB: 160,
  },
  "memory in steps that are larger than its limit": {
    parts: { execute: grow(16_384) },
    limits: { memory: 32 * MIB },
    code: "component-trapped",
    peakMiB: 160,
  },
  "memory in init": {
    parts: { init: growAndFill(16) },
    limits: { memory: 32 * MIB },
    code: "init-failed",
    says: "ran out of memory",
    peakMiB: 160,
  },
  "a table without end": {
    parts: {
      core: "(table $t 1 funcref)",
      execute: `(loop $more (br_if $more (i32.ge_s (table.grow $t (ref.null func) (i32.const 1000)) (i32.const 0))))
        (if (i32.gt_u (table.size $t) (i32.const 20000)) (then (return (call $fail (global.get $text) (global.get $text_len)))))
        (unreachable)`,
      texts: { text: "more than the limit" },
    },
    limits: { tables: 20_000 },
    code: "component-trapped",
  },
  "an answer of a gigabyte that is not there": {
    parts: { execute: "(call $succeed (i32.const 0x10) (i32.const 0x40000000))" },
    code: "component-trapped",
  },
  "an answer of 200 MiB": {
    parts: { pages: 3300, execute: "(call $succeed (i32.const 0x10) (i32.const 209715200))" },
    code: "limit-reached",
    says: "--allow guest=output:",
    peakMiB: 1200,
  },
  "an answer beyond its limit": {
    parts: { pages: 4, execute: "(call $succeed (i32.const 0x10) (i32.const 65537))" },
    limits: { output: 65_536 },
    code: "limit-reached",
    says: "--allow guest=output:",
  },
  "an error of 200 MiB": {
    parts: { pages: 3300, execute: "(call $err (i32.const 0x10) (i32.const 209715200))" },
    code: "component-failed",
    peakMiB: 1200,
  },
  "a log entry of 200 MiB": {
    parts: {
      core: LOG,
      pages: 3300,
      execute: `(call $log (local.get $context) (i32.const 1) (i32.const 0x10) (i32.const 209715200)) (call $succeed (local.get $parameters) (local.get $parameters_len))`,
    },
    status: "succeeded",
    peakMiB: 1200,
  },
  "a million questions": {
    parts: {
      core: GET_TASK,
      execute: `${times(1_000_000, "(call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200))")} (unreachable)`,
    },
    code: "limit-reached",
    says: "--allow guest=host_calls:",
  },
  "a question of 200 MiB": {
    parts: {
      core: GET_TASK,
      pages: 3300,
      execute: `(call $get_task (local.get $context) (i32.const 0x10) (i32.const 209715200) (i32.const 0x200)) (unreachable)`,
    },
    code: "limit-reached",
    peakMiB: 1200,
  },
  "more edits than it may": {
    parts: {
      core: REMOVE_TASK,
      execute: `${times(1_000_000, "(call $remove_task (local.get $context) (local.get $id) (local.get $id_len))")} (unreachable)`,
    },
    limits: { edits: 1000 },
    code: "limit-reached",
    says: "--allow guest=edits:",
  },
  "edits that hold all of its memory again and again": {
    parts: {
      core: REMOVE_TASK,
      pages: 170,
      execute: `${times(10_000, "(call $remove_task (local.get $context) (i32.const 0x10) (i32.const 10485760))")} (unreachable)`,
    },
    code: "limit-reached",
    says: "edits",
    peakMiB: 1200,
  },
  "a million redactions": {
    parts: {
      core: REDACT,
      execute: `${times(1_000_000, `(i32.store (i32.const 0x300) (i32.add (local.get $n) (i32.const 0x21212121))) (call $redact (local.get $context) (i32.const 0x300) (i32.const 4))`)} (unreachable)`,
    },
    code: "limit-reached",
    says: "redact",
  },
};

describe("a component that takes", () => {
  test.each(Object.entries(ROWS))("%s", async (_, { status = "failed", code, says, ...attacker }) => {
    const { trace, report } = await attack(attacker);
    expect(trace).toMatchObject({ call: "guest.go", status });
    expect(trace.error?.code).toBe(code);
    if (code !== undefined) expect(JSON.stringify(trace.error)).toContain("guest");
    if (says !== undefined) expect(JSON.stringify(trace.error)).toContain(says);
    const limits = report.components?.["guest"]?.limits ?? {};
    for (const name of ["memory", "tables"]) {
      const { used, limit } = limits[name] ?? expect.fail(name);
      expect({ name, within: used <= limit }).toEqual({ name, within: true });
    }
  });
});

describe("what was taken is given back", () => {
  test.each<[string, Attack]>([
    ["memory", { parts: { execute: growAndFill(16) }, limits: { memory: 64 * MIB } }],
    ["time", { parts: { execute: FOREVER }, limits: { timeout: 20 } }],
    ["stack", ROWS["recursion without end"] as Attack],
  ])("%s, after the same attack again and again", { timeout: 120_000 }, async (_, attacker) => {
    await expectNoGrowth(() => attack(attacker), 5);
  });
});

test("of a million log entries most are dropped, and an entry says so", async () => {
  const { report } = await attack({
    parts: {
      core: LOG,
      texts: TEXT,
      execute: `${times(1_000_000, `(call $log (local.get $context) (i32.const 1) ${text})`)} (call $succeed (local.get $parameters) (local.get $parameters_len))`,
    },
  });
  expect(report.traces.find(({ task }) => task === "guest1")?.status).toBe("succeeded");
  const said = report.logs.filter(({ message }) => message === "some text").length;
  expect(said).toBeLessThanOrEqual(1000);
  expect(said).toBeGreaterThan(500);
  expect(report.logs.some(({ message }) => message.startsWith("Further log entries are dropped"))).toBe(true);
});
