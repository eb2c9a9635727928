import { RE2JS } from "re2js";

/** A pattern of the RE2 syntax, which knows no back references and no lookarounds and so matches in linear time. */
export interface Pattern {
  /** Whether the pattern occurs anywhere in the text. */
  test(text: string): boolean;
  /** What testing a text of this length costs, in steps of about ten nanoseconds. */
  cost(length: number): number;
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/** Compiled patterns by source: schemas and expressions repeat them. Emptied when full. */
const cache = new Map<string, CompiledPattern>();
const CACHE_SIZE = 256;

export function compilePattern(source: string, maxLength: number): CompiledPattern {
  if (source.length > maxLength) return { ok: false, message: `a pattern may have at most ${maxLength} characters` };
  const cached = cache.get(source);
  if (cached !== undefined) return cached;
  const compiled = compileNew(source);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(source, compiled);
  return compiled;
}

/**
 * Anchored at both ends, of ASCII letters, digits and classes of them, at most one group of alternatives, nothing repeated. Such a
 * pattern means the same to JavaScript's engine, which looks at no more characters than the pattern has, and is there at once.
 */
const PLAIN = /^\^(?:A|\[(?:A-A|A)+\])*(?:\((?:A|\||\[(?:A-A|A)+\])+\))?(?:A|\[(?:A-A|A)+\])*\$$/;

function compilePlain(source: string): Pattern | undefined {
  // Letters and digits stand for `A` in the shape above.
  if (source.length > 64 || !PLAIN.test(source.replace(/[A-Za-z0-9]/g, "A"))) return undefined;
  let compiled: RegExp;
  try {
    compiled = new RegExp(source);
  } catch {
    return undefined;
  }
  return { test: (text) => compiled.test(text), cost: () => source.length };
}

function compileNew(source: string): CompiledPattern {
  const plain = compilePlain(source);
  if (plain) return { ok: true, pattern: plain };
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    return { ok: false, message: error instanceof RangeError ? "the pattern nests too deeply" : explain(error) };
  }
  const size = compiled.programSize();
  // Not shifted: the product of a long text and a large program is beyond 32 bits, and a cost must never be negative.
  return {
    ok: true,
    pattern: { test: (text) => compiled.test(text), cost: (length) => Math.floor((length * size) / 8) },
  };
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^error parsing regexp: /, "");
}
