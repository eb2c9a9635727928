import { expect, test } from "vitest";
import type { ComponentFacts } from "../../src/wasm/binary/types.ts";
import { importClass } from "../../src/wasm/host/import-class.ts";
import { whyUnfit } from "../../src/wasm/host/world.ts";
import { KNOWN_WASI } from "../../src/wasm/wasi/known.ts";

const EXPORTS = ["scheduler:executor/component-api@0.1.0", "scheduler:executor/lifecycle@0.1.0"] as const;

function importing(name: string): ComponentFacts {
  const none = { count: 0, minimum: 0, maximum: 0 };
  return {
    sizeBytes: 8,
    imports: [{ name, kind: "instance" }],
    exports: EXPORTS.map((exported) => ({ name: exported, kind: "instance" })),
    modules: 0,
    components: 0,
    memories: none,
    tables: none,
  };
}

test.each([...KNOWN_WASI].map(([name, kind]) => [`${name}@0.2.6`, kind] as const))("%s is %s", (name, kind) => {
  expect(importClass(name)).toBe(kind);
});

test.each([
  ["scheduler:executor/context@0.1.0", "always"],
  ["scheduler:executor/types@0.1.0", "always"],
  ["scheduler:core-libs/types@0.1.0", "always"],
  ["scheduler:actions-http/client@0.1.3", "grant"],
  ["scheduler:actions-http/types@0.1.0", "always"],
  ["scheduler:executor/context-host@0.1.0", undefined],
  ["scheduler:actions-http/http-component@0.1.0", undefined],
  ["scheduler:core-libs/parser@0.1.0", undefined],
  ["wasi:nn/graph@0.2.0", undefined],
  ["wasi:io/streams@0.3.0", undefined],
  ["env", undefined],
])("%s has a class exactly if it does not refuse the load", (name, kind) => {
  expect(importClass(name)).toBe(kind);
  expect(whyUnfit("x.wasm", importing(name)) === undefined).toBe(kind !== undefined);
});
