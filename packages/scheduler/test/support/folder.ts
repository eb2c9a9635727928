import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Manifest } from "@scheduler-components/core";
import { onTestFinished } from "vitest";

/** A fresh folder with these files, gone when the test is over. Its path is real. */
export function folderWith(files: { readonly [path: string]: string | Uint8Array }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "scheduler-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A native component as an ES module without dependencies; `bodies` replaces its functions. */
export function componentModule(bodies: { readonly [method: string]: string } = {}): string {
  const methods = {
    describe: `() => (${JSON.stringify(GREET_MANIFEST)})`,
    initComponent: "() => {}",
    executeAction: '(action) => ({ status: "succeeded", output: { text: "Hello, " + action.parameters.who } })',
    releaseComponent: "() => {}",
    ...bodies,
  };
  return `export const component = {\n${Object.entries(methods)
    .map(([name, body]) => `  ${name}: ${body},`)
    .join("\n")}\n};\n`;
}

export const GREET_MANIFEST: Manifest = {
  name: "greet",
  version: "1.0.0",
  description: "Says hello.",
  calls: {
    hello: {
      description: "Greets someone.",
      parameters: {
        type: "object",
        properties: { who: { type: "string" } },
        required: ["who"],
        additionalProperties: false,
      },
    },
  },
};

/** A scenario that calls `greet.hello`, with `greet` from `source`. */
export function greetScenario(source: string, extra = ""): string {
  return `version: "1.0"
name: greeting
components:
  - { id: greet, source: ${JSON.stringify(source)}${extra} }
actions:
  actions:
    - { id: hello, call: greet.hello, with: { who: world } }
workflows:
  nodes:
    - { id: hello, type: action, action: hello }
`;
}
