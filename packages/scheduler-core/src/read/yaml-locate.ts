import { isAlias, isMap, isScalar, isSeq, Scalar, type Document, type Node } from "yaml";
import type { Locator } from "./locate.ts";
import type { TextRange } from "./problem.ts";
import { mapScalar, type ScalarText } from "./yaml-map.ts";

const STYLES: { readonly [type: string]: ScalarText["style"] } = {
  [Scalar.QUOTE_SINGLE]: "single",
  [Scalar.QUOTE_DOUBLE]: "double",
  [Scalar.BLOCK_FOLDED]: "block",
  [Scalar.BLOCK_LITERAL]: "block",
};

function rangeOf(node: Node, text: string): TextRange {
  const [start, end] = node.range ?? [0, 0];
  // A block collection ends where the next thing begins; its own last line is what is meant.
  let last = end;
  while (last > start && /\s/.test(text[last - 1] ?? "")) last -= 1;
  return { start, end: last };
}

/** Finds places in a YAML document. `targets` leads from aliases to what they stand for. */
export function yamlLocator(text: string, document: Document, targets: ReadonlyMap<Node, Node>): Locator {
  const resolve = (node: Node | null): Node | null =>
    node !== null && isAlias(node) ? (targets.get(node) ?? node) : node;
  return ({ path, part, within }) => {
    let node = document.contents as Node | null;
    let key: Node | undefined;
    for (const step of path) {
      const at = resolve(node);
      let next: Node | null | undefined;
      let nextKey: Node | undefined;
      if (isMap(at)) {
        const pair = at.items.find(({ key }) => isScalar(key) && key.value === String(step));
        next = pair === undefined ? undefined : (pair.value as Node | null);
        nextKey = pair?.key as Node | undefined;
      } else if (isSeq(at) && typeof step === "number") next = at.items[step] as Node | undefined;
      if (next === undefined) {
        if (key !== undefined) return rangeOf(key, text);
        const start = at?.range?.[0] ?? 0;
        // The whole of what lacks something says too little; its first line shows where it is.
        const line = text.indexOf("\n", start);
        const end = Math.min(at === null ? start : rangeOf(at, text).end, line < 0 ? text.length : line);
        return { start, end: Math.max(start, end) };
      }
      key = nextKey;
      node = next;
    }
    if (key !== undefined && (part === "key" || node === null)) return rangeOf(key, text);
    if (node === null) return { start: 0, end: 0 };
    const value = resolve(node);
    if (within !== undefined && isScalar(value) && typeof value.value === "string") {
      // With the blank lines at its end, which may be part of it.
      const [start, end] = value.range ?? [0, 0];
      const map = mapScalar(text, { value: value.value, start, end, style: STYLES[value.type ?? ""] ?? "plain" });
      const from = map?.[within.start];
      if (map !== undefined && from !== undefined) {
        const last = map[Math.max(within.start, within.end - 1)] ?? from;
        const until = within.end > within.start ? Math.max(last + 1, Math.min(map[within.end] ?? last + 1, end)) : from;
        return { start: from, end: until };
      }
    }
    const range = rangeOf(node, text);
    // An empty value has no text of its own.
    return range.end === range.start && key !== undefined ? rangeOf(key, text) : range;
  };
}
