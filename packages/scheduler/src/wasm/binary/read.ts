import { ComponentReader } from "./component.ts";
import { COMPONENT, CORE_MODULE, hasHeader } from "./header.ts";
import { countInstances, type Weighted } from "./instances.ts";
import { BINARY_LIMITS, type BinaryLimits } from "./limits.ts";
import type { ComponentPlan } from "./plan.ts";
import { Reader } from "./reader.ts";
import { refuse, Refused } from "./refused.ts";
import type { ComponentFacts, DeclaredLimits, BinaryRefusal } from "./types.ts";

/** Of a memory, in bytes. */
export const PAGE_BYTES = 65_536;

/** A component that was looked at, once for all that follows. */
export interface ReadComponent {
  readonly ok: true;
  readonly bytes: Uint8Array;
  readonly facts: ComponentFacts;
  readonly plan: ComponentPlan;
  readonly weighted: Weighted;
}

export type ComponentRead = ReadComponent | { readonly ok: false; readonly refusal: BinaryRefusal };

/**
 * What a component imports, exports and declares, and whether it may go on to the transpiler: it is well formed as far as names
 * can stand in it, all its names are harmless in generated code, and it keeps to `BINARY_LIMITS`. That its code is valid, and fits
 * its types, is not looked at. Never throws; takes time in proportion to the bytes.
 */
export function readComponent(bytes: Uint8Array, limits: BinaryLimits = BINARY_LIMITS): ComponentRead {
  try {
    return { ok: true, bytes, ...read(bytes, limits) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function read(bytes: Uint8Array, limits: BinaryLimits): Pick<ReadComponent, "facts" | "plan" | "weighted"> {
  if (bytes.length > limits.bytes) {
    refuse("component-too-large", `It has ${bytes.length} bytes; at most ${limits.bytes} are allowed.`);
  }
  const reader = new Reader(bytes);
  if (hasHeader(reader, CORE_MODULE)) {
    refuse(
      "component-malformed",
      "It is a core WebAssembly module, not a component: make one of it with `wasm-tools component new`.",
    );
  }
  if (!hasHeader(reader, COMPONENT))
    refuse("component-malformed", "It does not begin as a WebAssembly component does.");
  const reading = new ComponentReader(limits);
  const { imports, exports } = reading.read(reader);
  const plan = reading.components.at(-1);
  if (plan === undefined) return refuse("component-malformed", "It holds no component.");
  const weighted = countInstances(reading.components, reading.modules, limits);
  const facts: ComponentFacts = {
    sizeBytes: bytes.length,
    imports,
    exports,
    modules: reading.modules.length,
    components: reading.components.length - 1,
    memories: sum(weighted, "memories", PAGE_BYTES),
    tables: sum(weighted, "tables", 1),
  };
  return { facts, plan, weighted };
}

/** Sums over all that come into being: a module that is instantiated twice counts twice. */
function sum(weighted: Weighted, of: "memories" | "tables", unit: number): DeclaredLimits {
  let count = 0;
  let minimum = 0;
  let maximum: number | undefined = 0;
  for (const [module, times] of weighted) {
    for (const limited of module[of]) {
      count += times;
      minimum += times * limited.minimum * unit;
      if (maximum !== undefined) {
        maximum = limited.maximum === undefined ? undefined : maximum + times * limited.maximum * unit;
      }
    }
  }
  return { count, minimum, maximum };
}
