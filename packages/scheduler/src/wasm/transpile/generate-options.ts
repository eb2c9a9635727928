import type { GenerateOptions } from "@bytecodealliance/jco-transpile/component";

/** The transpiler and how it is used: part of the key under which a result is kept. */
export const TRANSPILER = "jco-transpile 0.14.0";

/** All of its options, so that none is left to a default of its own. */
export const generateOptions: GenerateOptions = {
  name: "component",
  instantiation: { tag: "sync" },
  asyncMode: { tag: "sync" },
  map: [],
  compat: false,
  noTypescript: true,
  noNodejsCompat: true,
  // Core modules stay files, whatever their size.
  base64Cutoff: 0,
  tlaCompat: false,
  validLiftingOptimization: false,
  tracing: false,
  // A guest's `err` becomes an Error with a payload.
  noComponentErrorWrapping: false,
  noNamespacedExports: false,
  guest: false,
  multiMemory: false,
  bindgenEnableWasmExnref: false,
  strict: false,
  flagsAsBigint: false,
  variantsInlineCases: false,
  useNamespaceObjects: false,
  enumValuesScreamingSnakeCase: false,
  asmjs: false,
};
