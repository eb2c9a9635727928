import { expect, test } from "vitest";
import { checkScenario } from "../../src/check/check-scenario.ts";
import { formatDiagnostics } from "../../src/diagnostics/format.ts";

test("a huge name that an alias repeats is not repeated whole in every message", () => {
  const nodes = Array.from({ length: 400 }, (_, i) => `    - {id: n${i}, type: decision, edges: [{to: *a}]}`).join(
    "\n",
  );
  const text = `version: "1.0"\nname: &a "${"x".repeat(200_000)}"\nworkflows:\n  nodes:\n${nodes}\n`;
  const { diagnostics } = checkScenario(text);
  expect(diagnostics).toHaveLength(400);
  expect(JSON.stringify(diagnostics).length).toBeLessThan(2_000_000);
  expect(formatDiagnostics(text, diagnostics).length).toBeLessThan(2_000_000);
});

test("a path through a huge key is given up to that key", () => {
  const document = {
    version: "1.0",
    name: "x",
    workflows: { nodes: [{ id: "a", type: "end" }] },
    inputs: { properties: { ["k".repeat(100_000)]: { type: "nothing" } } },
  };
  const [diagnostic] = checkScenario(JSON.stringify(document)).diagnostics;
  expect(diagnostic).toMatchObject({ code: "invalid-schema", path: "/inputs/properties", line: 1 });
});
