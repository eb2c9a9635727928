import { describe, expect, test } from "vitest";
import { whyNotPlain } from "../../../src/wasm/transpile/check-source.ts";

const BEGIN = "export function instantiate(getCoreModule, imports, instantiateCore = make) {\n";
const module = (body: string): string => `"use components";\n${BEGIN}${body}\n}\nexport const _util = {\n\n}\n`;

describe("what a harmless component is made into", () => {
  test.each([
    ["nothing", ""],
    [
      "names in strings",
      `const a = 'import("fs"); eval'; const b = "fetch(process)"; const c = \`eval \${a} process\`;`,
    ],
    ["names in comments", "// import('fs')\n/* eval(process) \n fetch() */"],
    ["a quote in a comment", "// it's\nconst a = 1;"],
    ["a comment in a string", `const a = "// /*"; const b = '*/';`],
    ["an escaped quote", String.raw`const a = 'it\'s \\'; const b = "\"";`],
    [
      "properties",
      "const f = imports.fetch; x.prototype.eval = function fetch() {}; const y = { import: f, process: f };",
    ],
    ["a field called export, made and taken", "const r = {\n  export: a,\n}; var { export: v } = r; r.export;"],
    ["a name renamed", "const { fetch: fetch$1 } = imports.web;"],
    ["names that only begin alike", "processing(); evaluate(); importFn(); fetch$1();"],
    ["templates within templates", "const a = `${x ? `${y({ a: 1 })}` : '`'}`; "],
    [
      "the transpiler's own looks at the global object",
      "if (!globalThis?.process?.env?.JCO_DEBUG) globalThis.WebAssembly;",
    ],
  ])("%s", (_name, body) => {
    expect(whyNotPlain(module(body))).toBeUndefined();
  });
});

describe("what it is not made into", () => {
  test.each<[string, string, RegExp]>([
    ["a dynamic import", `import("node:fs");`, /^uses import at \d+$/],
    ["a static import", `import fs from "node:fs";`, /uses import/],
    ["the module's own place", "import.meta.url;", /uses import/],
    ["an end of a string, then code", `const a = ''; process.exit(1); '';`, /uses process/],
    ["code in a template", "const a = `${process.exit(1)}`;", /uses process/],
    ["code after a template in a template", "const a = `${`${1}` + eval('x')}`;", /uses eval/],
    ["code after a comment", "/* */ fetch('http://a')", /uses fetch/],
    ["code after a line comment", "// x\nfetch('http://a')", /uses fetch/],
    ["code made of text", "new Function('x')", /uses Function/],
    ["a choice that looks like a field", "const a = 1 ? process : 2;", /uses process/],
    ["all of it", "const a = { ...process };", /uses process/],
    ["the global object", "globalThis['pro' + 'cess']", /uses globalThis/],
    ["the global object beyond the switch", "globalThis?.process?.exit()", /uses globalThis/],
    ["one more export", "}\nexport const x = 1; {", /exports something else/],
    ["a string that does not end", "const a = 'x", /ends within/],
    ["a string over two lines", "const a = 'x\ny';", /ends within/],
    ["a comment that does not end", "/* x", /ends within/],
    ["a template that does not end", "const a = `x", /ends within/],
    ["a hole that does not end", "const a = `${x", /ends within/],
  ])("%s", (_name, body, why) => {
    expect(whyNotPlain(module(body))).toMatch(why);
  });

  test("a text without the export", () => {
    expect(whyNotPlain("const a = 1;")).toBe("exports nothing");
    expect(whyNotPlain("")).toBe("exports nothing");
  });
});

test("time grows with the text, not faster", () => {
  const started = performance.now();
  for (const part of ["`${", "'\\", "/*", "{", "a ", "import.", "fetch:\n"]) whyNotPlain(module(part.repeat(200_000)));
  expect(performance.now() - started).toBeLessThan(5000);
});
