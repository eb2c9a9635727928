import { expect, test } from "vitest";
import { checkScenario, formatDiagnostics } from "../../src/index.ts";

const tail = "\nworkflows: { nodes: [{ id: n, type: end }] }\n";
const frame = (text: string, options?: Parameters<typeof formatDiagnostics>[2]): string =>
  formatDiagnostics(text, checkScenario(text).diagnostics, options);

test("file, line, column, code, message, the line before, carets and hint", () => {
  expect(frame(`version: "1.0"\nname: x\non_failure: contineu${tail}`, { file: "a.yaml" })).toBe(
    [
      'a.yaml:3:13: error[unknown-value]: "on_failure" cannot be "contineu"; expected one of: stop, continue',
      "  |",
      "2 | name: x",
      "3 | on_failure: contineu",
      "  |             ^^^^^^^^",
      '  = hint: did you mean "continue"?',
      "",
    ].join("\n"),
  );
});

test("wide characters and tabs keep the carets below what they mean", () => {
  const text = `version: "1.0"\nname: x\nsecrets: ["漢字",\t"b c"]${tail}`;
  const shown = frame(text).split("\n");
  const line = shown.find((one) => one.includes('"b c"')) as string;
  const carets = shown.filter((one) => one.includes("^"))[1] as string;
  // Two characters of two columns stand before; the tab reaches the next multiple of four.
  expect(carets.indexOf("^")).toBe(line.indexOf('"b c"') + 2);
  expect(carets.trimEnd().length - carets.indexOf("^")).toBe(5);
});

test("a long line is shown around the problem only", () => {
  const shown = frame(`version: "1.0"\nname: x\n# ${"y".repeat(400)}\nsecrets: [${"A, ".repeat(200)}"b c"]${tail}`);
  for (const line of shown.split("\n")) expect(line.length).toBeLessThan(220);
});

test("what could steer a terminal is not printed", () => {
  const text = `version: "1.0"\nname: x\nsecrets: ["\u202eevil"]${tail}`;
  expect(frame(text)).not.toContain("\u202e");
  expect(
    formatDiagnostics("a: \u001b[31m", [
      {
        code: "yaml-syntax",
        severity: "error",
        message: "\u001b]0;x\u0007",
        path: "",
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 2,
      },
    ]),
  ).not.toContain("\u001b");
});

test("colour is for whoever asks", () => {
  expect(frame("x: 1")).not.toContain("\u001b[");
  expect(frame("x: 1", { color: true })).toContain("\u001b[31m");
});

test("redacted lines show neither the secret nor where it stood", () => {
  const text = `version: "1.0"\nname: x\nsecrets: ["hunter 2"]${tail}`;
  const shown = formatDiagnostics(
    text,
    [
      {
        code: "invalid-id",
        severity: "error",
        message: "not an id",
        path: "/secrets/0",
        line: 3,
        column: 11,
        endLine: 3,
        endColumn: 21,
      },
    ],
    {
      redact: (line) => line.replace("hunter 2", "***"),
    },
  );
  expect(shown).toContain('3 | secrets: ["***"]');
  expect(shown).not.toContain("hunter");
});
