/** The committed components pass the suite that native ones pass. */
import { join } from "node:path";
import { describeActionComponent, type ConformanceOptions } from "@scheduler-components/executor/testing";
import { describe, test } from "vitest";
import { EXAMPLES, EXAMPLES_FOLDER, isCommitted } from "../../scripts/examples/plan.ts";
import { asComponent } from "./support/as-component.ts";
import { loadGuest } from "./support/guest.ts";

const resources = { limits: { type: "bounds", max: 2 } };

const OPTIONS: { readonly [folder: string]: ConformanceOptions } = {
  wat: {
    calls: {
      noop: [{ name: "nothing", parameters: {} }],
      echo: [{ name: "an object", parameters: { a: 1 }, expect: { status: "succeeded", output: { a: 1 } } }],
      note: [{ name: "an object", parameters: { a: 1 }, expect: { status: "succeeded", output: { a: 1 } } }],
    },
  },
  c: {
    calls: {
      summarize: [
        { name: "three numbers", parameters: { values: [1, 2, 3] } },
        {
          name: "too large",
          parameters: { values: [1e308, 1e308] },
          expect: { status: "failed", code: "overflow" },
        },
      ],
      check: [
        { name: "within", parameters: { values: [1], resource: "limits" }, context: { resources } },
        {
          name: "above",
          parameters: { values: [3], resource: "limits" },
          context: { resources },
          expect: { status: "failed", code: "out-of-range" },
        },
      ],
    },
  },
  "ts-quickjs": {
    calls: {
      fetch: [
        { name: "a path", parameters: { path: "/a", pointer: "/x" } },
        {
          name: "another pointer",
          parameters: { path: "/a", pointer: "/y" },
          expect: { status: "failed", code: "invalid-answer" },
        },
      ],
      each: [{ name: "two paths", parameters: { paths: ["/a", "/b"], next: "end" } }],
    },
  },
};

for (const example of EXAMPLES.filter(isCommitted)) {
  const file = join(EXAMPLES_FOLDER, example.folder, example.file);
  const answer = (): { status: number; body: string } => ({ status: 200, body: '{"x":1}' });
  const options = OPTIONS[example.folder];
  if (options === undefined) throw new Error(`${example.folder} has no examples for the conformance suite.`);
  describeActionComponent(example.folder, async () => asComponent(await loadGuest(file, answer)), {
    runner: { describe, test },
    ...options,
  });
}
