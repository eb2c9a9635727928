import * as core from "@scheduler-components/core";
import * as executor from "@scheduler-components/executor";
import * as http from "@scheduler-components/actions-http";
import { expect, test } from "vitest";
import * as scheduler from "../../src/index.ts";

test.each([
  ["core", core],
  ["executor", executor],
  ["actions-http", http],
])("everything that %s offers is offered here too (else: node scripts/reexports/index.ts)", (_name, offered) => {
  const missing = Object.keys(offered).filter((name) => !Object.hasOwn(scheduler, name));
  expect(missing).toEqual([]);
});
