import { expectTypeOf, test } from "vitest";
import type * as core from "../../src/generated/scheduler-core-libs-types.d.ts";
import type * as parser from "../../src/generated/scheduler-core-libs-parser.d.ts";
import type * as executor from "../../src/generated/scheduler-executor-types.d.ts";
import { parser as guest } from "../../src/guest.ts";
import type { Native } from "../../src/json/native.ts";
import type { JsonValue } from "../../src/json/value.ts";
import type { ActionOutcome, WbsEdit } from "../../src/outcome/outcome.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { liftActionOutcome, lowerActionOutcome, lowerScenario, lowerWbsEdit } from "../../src/wit/convert.ts";
import type { Lifted } from "../../src/wit/lift.ts";

test("the native types are derived from the generated ones", () => {
  expectTypeOf<Native<core.Json>>().toEqualTypeOf<JsonValue>();
  expectTypeOf<Native<string>>().toEqualTypeOf<string>();
  expectTypeOf<Native<executor.ActionStatus>>().toEqualTypeOf<executor.ActionStatus>();
  expectTypeOf<ActionOutcome["output"]>().toEqualTypeOf<JsonValue | undefined>();
  expectTypeOf<Extract<WbsEdit, { tag: "add-task" }>["val"]["with"]>().toEqualTypeOf<JsonValue | undefined>();
  expectTypeOf<Scenario["nodes"][number]["edges"][number]["trigger"]["on"]>().toEqualTypeOf<core.TriggerOn>();
  expectTypeOf<Scenario["resources"][number]["properties"]>().toEqualTypeOf<JsonValue>();
  expectTypeOf<Native<(value: core.Json) => core.Json>>().toEqualTypeOf<(value: JsonValue) => JsonValue>();
});

test("lowering gives exactly the generated types, and lifting the native ones", () => {
  expectTypeOf(lowerScenario).returns.toEqualTypeOf<core.Scenario>();
  expectTypeOf(lowerActionOutcome).returns.toEqualTypeOf<executor.ActionOutcome>();
  expectTypeOf(lowerWbsEdit).returns.toEqualTypeOf<executor.WbsEdit>();
  expectTypeOf(liftActionOutcome).returns.toEqualTypeOf<Lifted<ActionOutcome>>();
  expectTypeOf<ActionOutcome>().not.toEqualTypeOf<executor.ActionOutcome>();
});

test("the guest entry is exactly the generated interface", () => {
  expectTypeOf(guest).toEqualTypeOf<typeof parser>();
});
