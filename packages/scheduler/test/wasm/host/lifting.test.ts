import { expect, test } from "vitest";
import { guest } from "../support/guest.ts";
import { loadGuest, runGuest, traceOf } from "../support/load.ts";

const FROM_LIST = `(import "wasi:http/types@0.2.12" "[static]fields.from-list" (func $from (param i32 i32 i32)))`;

/** Two thousand fields whose values are the same two megabytes. */
const AMPLIFY = `(loop $next
    (i32.store offset=0x20004 (local.get $n) (i32.const 0))
    (i32.store offset=0x2000c (local.get $n) (i32.const 2000000))
    (local.set $n (i32.add (local.get $n) (i32.const 16)))
    (br_if $next (i32.lt_u (local.get $n) (i32.const 32000))))
  (call $from (i32.const 0x20000) (i32.const 2000) (i32.const 0x200))
  (call $succeed (local.get $parameters) (local.get $parameters_len))`;

test(
  "a list that hands over the same bytes many times ends the guest before they are copied",
  { timeout: 60_000 },
  async () => {
    const bytes = await guest({ imports: ["wasi:http/types@0.2.12"], core: FROM_LIST, pages: 40, execute: AMPLIFY });
    const component = await loadGuest(bytes);
    const before = process.memoryUsage().rss;
    const report = await runGuest(component);
    const grown = process.memoryUsage().rss - before;
    expect(traceOf(report).error).toMatchObject({ code: "limit-reached" });
    expect(traceOf(report).error?.message).toContain("in lists");
    // Copied, they would be four gigabytes.
    expect(grown).toBeLessThan(1_000_000_000);
    expect(report.tasks["native"]?.status).toBe("succeeded");
    await component.releaseComponent();
  },
);
