import { readFileSync } from "node:fs";
import { join } from "node:path";

const ECHO = join(import.meta.dirname, "../../../../examples/components/wat/echo.wasm");

/** The hand-written example component: `echo.echo`, `echo.note` and `echo.noop`. */
export function echoWasm(): Buffer {
  return readFileSync(ECHO);
}

/**
 * The same with other texts in its data, its manifest above all. A replacement is filled up with spaces, which mean nothing in
 * JSON, and may not be longer than what it replaces.
 */
export function echoWasmWith(replacements: { readonly [found: string]: string }): Buffer {
  const bytes = echoWasm();
  for (const [found, text] of Object.entries(replacements)) {
    const at = bytes.indexOf(found);
    if (at < 0 || text.length > found.length) throw new Error(`${found} is not there, or shorter than ${text}`);
    bytes.write(text.padEnd(found.length), at, "latin1");
  }
  return bytes;
}

/** Of the manifest of `echo`: one operation that takes any object. */
const ANY_CALL =
  '"echo":{"description":"The output is the parameters.","parameters":{"type":"object"},"output":{"type":"object"},"idempotent":true}';

/** `echo.echo` takes an object with the text `who`, and nothing else. */
export const TYPED_ECHO: { readonly [found: string]: string } = {
  [ANY_CALL]:
    '"echo":{"parameters":{"type":"object","properties":{"who":{"type":"string"}},"additionalProperties":false}}',
};

/** Its manifest requests something. */
export function requesting(requests: string): { readonly [found: string]: string } {
  return { '"description":"Gives back what it is given.",': `"requests":${requests},` };
}

/** A component without imports and exports: it is none of actions. */
export const EMPTY_COMPONENT: Buffer = Buffer.from("\0asm\u{d}\0\u{1}\0", "latin1");

/** A core module without anything. */
export const CORE_MODULE: Buffer = Buffer.from("\0asm\u{1}\0\0\0", "latin1");

/** A scenario that calls `echo.echo`, with `echo` from `source`. */
export function echoScenario(source: string, extra = ""): string {
  return `version: "1.0"
name: echoing
components:
  - { id: echo, source: ${JSON.stringify(source)}${extra} }
actions:
  actions:
    - { id: say, call: echo.echo, with: { who: world } }
workflows:
  nodes:
    - { id: say, type: action, action: say }
`;
}
