import type { JsonValue, Scope } from "@scheduler-components/executor";

const NOTHING = {};

/**
 * What `expect.condition` sees: the response as `outcome.output`, as a trigger's condition sees it afterwards, and nothing else of
 * the run.
 */
export function responseScope(output: JsonValue): Scope {
  return {
    inputs: NOTHING,
    resources: NOTHING,
    outcome: { status: "succeeded", ok: true, detail: null, output, error: undefined },
    node: () => undefined,
    exports: NOTHING,
    secrets: NOTHING,
    run: { id: "" },
    task: { id: "", visit: 0, attempt: 0 },
  };
}
