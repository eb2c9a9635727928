/** Each way in which a guest's function can end has a code of its own, and says which component and which call it was. */
import { describe, expect, test } from "vitest";
import type { SomeLimits } from "../../../src/policy/limits.ts";
import { guest, type GuestParts } from "../support/guest.ts";
import { loadGuest, runGuest, traceOf, tryGuest } from "../support/load.ts";

const FOREVER = "(loop $again (br $again)) (unreachable)";
const WHY = { why: "the reason" };
const why = "(global.get $why) (global.get $why_len)";
const SHORT: SomeLimits = { timeout: 100 };
const GROW = `(loop $more (br_if $more (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))) (unreachable)`;
const GET_TASK = `(import "scheduler:executor/context@0.1.0" "[method]action-context.get-task" (func $get_task (param i32 i32 i32 i32)))`;
const ASK_FOREVER = `(loop $again
  (call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200)) (br $again)) (unreachable)`;

interface Ending {
  readonly parts: GuestParts;
  readonly limits?: SomeLimits;
  readonly status?: string;
  readonly code: string;
  readonly says: string;
  /** Of the nearest cause. */
  readonly cause?: string;
}

const CALLS: { readonly [name: string]: Ending } = {
  "a failed outcome is the guest's own": {
    parts: { texts: WHY, execute: `(call $fail ${why})` },
    code: "the reason",
    says: "the reason",
  },
  "result::err": {
    parts: { texts: WHY, execute: `(call $err ${why})` },
    code: "component-failed",
    says: 'The component "guest" could not carry out "guest.go": the reason',
    cause: "result-err",
  },
  "a trap": {
    parts: { execute: "(unreachable)" },
    code: "component-trapped",
    says: "unreachable",
    cause: "RuntimeError",
  },
  "a division by zero": {
    parts: { execute: "(i32.div_u (i32.const 1) (i32.const 0))" },
    code: "component-trapped",
    says: "divide by zero",
  },
  "recursion without end": {
    parts: {
      core: "(func $down (param i32) (result i32) (i32.add (call $down (local.get 0)) (i32.const 1)))",
      execute: "(call $down (i32.const 0))",
    },
    code: "component-trapped",
    says: "Maximum call stack size exceeded",
  },
  "no answer in time": {
    parts: { execute: FOREVER },
    limits: SHORT,
    status: "timed-out",
    code: "timed-out",
    says: "--allow guest=timeout:",
  },
  "no memory left": {
    parts: { execute: GROW },
    limits: { memory: 8 * 2 ** 20 },
    code: "out-of-memory",
    says: "--allow guest=memory:",
  },
  "too long an answer": { parts: {}, limits: { output: 4 }, code: "limit-reached", says: "--allow guest=output:" },
  "too many questions": {
    parts: { core: GET_TASK, execute: ASK_FOREVER },
    limits: { host_calls: 50 },
    code: "limit-reached",
    says: "--allow guest=host_calls:",
  },
  "a pointer that leads nowhere": { parts: { execute: "(i32.const -16)" }, code: "component-trapped", says: "" },
  "an outcome that is none": {
    parts: {
      execute:
        "(drop (call $succeed (i32.const 0) (i32.const 0))) (i32.store8 (i32.const 0x18) (i32.const 1)) (i32.const 0x10)",
    },
    code: "invalid-outcome",
    says: "guest.go",
  },
};

describe("a call ends with", { timeout: 30_000 }, () => {
  test.each(Object.entries(CALLS))("%s", async (_, { parts, limits = {}, status = "failed", code, says, cause }) => {
    const component = await loadGuest(await guest(parts), { limits });
    const report = await runGuest(component, { given: true });
    const trace = traceOf(report);
    expect(trace).toMatchObject({ call: "guest.go", status, error: { code } });
    expect(trace.error?.message).toContain(says);
    if (code !== "the reason") expect(trace.error?.message).toMatch(/"guest".*"guest\.go"/);
    if (cause !== undefined) expect(trace.error?.causes[0]?.code).toBe(cause);
    expect(report.tasks["native"]?.status).toBe("succeeded");
  });
});

describe("a component that never initialises", { timeout: 30_000 }, () => {
  test.each<[string, GuestParts, string]>([
    ["it answers result::err", { texts: WHY, init: `(call $refuse ${why})` }, "the reason"],
    ["it traps", { init: "(unreachable)" }, "unreachable"],
    ["it never comes to an end", { init: FOREVER }, "within 100 ms"],
    ["its start function traps", { more: "(func $start (unreachable)) (start $start)", manifest: {} }, ""],
  ])("because %s", async (_, parts, says) => {
    const loaded = await tryGuest(await guest(parts), { limits: SHORT });
    if (!loaded.ok) {
      // What traps as it is made cannot describe itself either.
      expect(loaded.refusal.code).toBe("manifest-invalid");
      return;
    }
    const report = await runGuest(loaded.component);
    expect(report.tasks["guest"]?.status).toBe("failed");
    const { error } = traceOf(report);
    expect(JSON.stringify(error)).toContain(says);
    expect(JSON.stringify(error)).toContain("guest");
    expect(report.tasks["native"]?.status).toBe("succeeded");
  });
});

describe("a component whose release", { timeout: 30_000 }, () => {
  test.each<[string, string, string]>([
    ["answers result::err", `(call $refuse ${why})`, "the reason"],
    ["traps", "(unreachable)", "unreachable"],
    ["never comes to an end", FOREVER, "within 100 ms"],
  ])("%s has done its work all the same, and the report says so", async (_, release, says) => {
    const component = await loadGuest(await guest({ texts: WHY, release }), { limits: SHORT });
    const report = await runGuest(component);
    expect(report.run.status).toBe("succeeded");
    expect(JSON.stringify(report.logs)).toContain(says);
  });
});
