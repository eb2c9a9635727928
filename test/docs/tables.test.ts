/** Tables of the documentation that repeat what the sources say, row by row. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CAPABILITIES } from "../../packages/scheduler/src/policy/capability.ts";
import { COMPONENT_LIMITS, LIMIT_NAMES, limitText } from "../../packages/scheduler/src/policy/limits.ts";
import { KNOWN_WASI } from "../../packages/scheduler/src/wasm/wasi/known.ts";
import { root } from "./blocks.ts";

/** The rows of the table below a heading, without code marks. */
function rowsBelow(page: string, heading: string): readonly (readonly string[])[] {
  const text = readFileSync(join(root, page), "utf8");
  const section = text.slice(text.indexOf(`\n${heading}\n`) + 1);
  const lines = section.split("\n").slice(1);
  const start = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

test("the limits of components, with their defaults", () => {
  expect(rowsBelow("docs/components.md", "### Limits")).toEqual(
    LIMIT_NAMES.map((name) => {
      const { default: usual, description } = COMPONENT_LIMITS[name];
      return [name, limitText(name, usual), description];
    }),
  );
});

test("the interfaces of WASI, with what they give", () => {
  expect(rowsBelow("docs/security.md", "### WASI")).toEqual([...KNOWN_WASI]);
});

test("what a component can request", () => {
  const names = rowsBelow("docs/scenario.md", "## Components").flatMap(([first = ""]) => first.split(", "));
  expect(names.sort()).toEqual([...CAPABILITIES].sort());
});
