import { isAlias, isMap, isScalar, isSeq, Scalar, type Alias, type Document, type Node, type YAMLMap } from "yaml";
import type { JsonValue } from "../json/value.ts";
import type { DocumentLimits } from "./limits.ts";
import type { ReportText } from "./problem.ts";

interface Anchor {
  readonly node: Node;
  value?: JsonValue;
  /** Values in it, with what its own aliases put in. */
  size: number;
  height?: number;
}

interface Builder {
  readonly limits: DocumentLimits;
  readonly report: ReportText;
  readonly anchors: Map<string, Anchor>;
  /** What each alias stands for, for locating places below it. */
  readonly targets: Map<Node, Node>;
  readonly path: (string | number)[];
  values: number;
  aliased: number;
  refused: boolean;
}

function refuse(
  builder: Builder,
  code:
    | "yaml-alias"
    | "yaml-tag"
    | "yaml-key"
    | "duplicate-key"
    | "forbidden-key"
    | "number-not-finite"
    | "encoding"
    | "nesting-too-deep"
    | "too-many-aliases",
  node: Node,
  message: string,
  hint?: string,
): void {
  builder.refused = true;
  const [start, end] = node.range ?? [0, 0];
  builder.report({ code, message, start, end, path: [...builder.path], ...(hint === undefined ? {} : { hint }) });
}

/** Levels inside a value that is known to be free of cycles. */
function heightOf(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let height = 0;
  for (const inner of Array.isArray(value) ? (value as readonly JsonValue[]) : Object.values(value)) {
    height = Math.max(height, heightOf(inner));
  }
  return height + 1;
}

function fromAlias(node: Alias, depth: number, builder: Builder): JsonValue {
  const anchor = builder.anchors.get(node.source);
  if (anchor === undefined) {
    refuse(builder, "yaml-alias", node, `there is no anchor &${node.source} above this alias`);
    return null;
  }
  if (anchor.value === undefined) {
    refuse(builder, "yaml-alias", node, `the alias *${node.source} stands inside its own anchor`);
    return null;
  }
  builder.targets.set(node, anchor.node);
  builder.aliased += anchor.size;
  builder.values += anchor.size;
  if (builder.aliased > builder.limits.maxAliasNodes) {
    refuse(
      builder,
      "too-many-aliases",
      node,
      `aliases put in too many values; the limit maxAliasNodes is ${builder.limits.maxAliasNodes}`,
    );
    return null;
  }
  anchor.height ??= heightOf(anchor.value);
  if (depth + anchor.height > builder.limits.maxDepth) {
    refuse(
      builder,
      "nesting-too-deep",
      node,
      `nested too deep; the limit maxDepth is ${builder.limits.maxDepth} levels`,
    );
    return null;
  }
  // Shared, not copied: documents are never written to.
  return anchor.value;
}

function fromScalar(node: Scalar, builder: Builder): JsonValue {
  const value = node.value;
  if (typeof value === "string") {
    if (node.type === Scalar.QUOTE_DOUBLE && !value.isWellFormed()) {
      refuse(builder, "encoding", node, "the string holds half of a surrogate pair, which is not a character");
    }
    return value;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      refuse(
        builder,
        "number-not-finite",
        node,
        `${node.source ?? "The value"} is not a number that JSON has`,
        "quote it if a string is meant",
      );
      return null;
    }
    return value;
  }
  return typeof value === "boolean" ? value : null;
}

function fromMap(node: YAMLMap, depth: number, builder: Builder): JsonValue {
  const map: { [key: string]: JsonValue } = {};
  for (const pair of node.items) {
    const keyNode = pair.key as Node;
    if (!isScalar(keyNode) || typeof keyNode.value !== "string") {
      // The parser has reported it.
      builder.refused = true;
      continue;
    }
    const key = keyNode.value;
    builder.values += 1;
    builder.path.push(key);
    if (keyNode.tag !== undefined)
      refuse(
        builder,
        "yaml-tag",
        keyNode,
        `the tag ${keyNode.tag} is not allowed`,
        "tags have no meaning in a scenario; leave it out",
      );
    if (keyNode.anchor !== undefined)
      builder.anchors.set(keyNode.anchor, { node: keyNode, value: key, size: 1, height: 0 });
    if (key === "__proto__") refuse(builder, "forbidden-key", keyNode, "the key __proto__ is not allowed");
    else if (key === "<<" && keyNode.type === Scalar.PLAIN) {
      refuse(
        builder,
        "yaml-key",
        keyNode,
        "merge keys (<<) are not part of YAML 1.2",
        "write the keys out, or use an alias for a whole value",
      );
    } else if (Object.hasOwn(map, key)) {
      refuse(builder, "duplicate-key", keyNode, `the key "${key}" is already in this mapping`);
    } else if (keyNode.type === Scalar.QUOTE_DOUBLE && !key.isWellFormed()) {
      refuse(builder, "encoding", keyNode, "the key holds half of a surrogate pair, which is not a character");
    } else map[key] = fromNode(pair.value as Node | null, depth + 1, builder);
    builder.path.pop();
  }
  return map;
}

function fromContent(node: Node, depth: number, builder: Builder): JsonValue {
  if (isScalar(node)) return fromScalar(node, builder);
  if (isMap(node)) return fromMap(node, depth, builder);
  if (!isSeq(node)) return null;
  const list: JsonValue[] = [];
  for (let index = 0; index < node.items.length; index += 1) {
    builder.path.push(index);
    list.push(fromNode(node.items[index] as Node | null, depth + 1, builder));
    builder.path.pop();
  }
  return list;
}

function fromNode(node: Node | null, depth: number, builder: Builder): JsonValue {
  if (node === null) return null;
  builder.values += 1;
  if (isAlias(node)) return fromAlias(node, depth, builder);
  if (!isScalar(node) && depth >= builder.limits.maxDepth) {
    refuse(
      builder,
      "nesting-too-deep",
      node,
      `nested too deep; the limit maxDepth is ${builder.limits.maxDepth} levels`,
    );
    return null;
  }
  const { tag, anchor } = node as Node & { tag?: string; anchor?: string };
  if (tag !== undefined)
    refuse(
      builder,
      "yaml-tag",
      node,
      `the tag ${tag} is not allowed`,
      "tags have no meaning in a scenario; leave it out",
    );
  if (anchor === undefined) return fromContent(node, depth, builder);
  const record: Anchor = { node, size: 0 };
  builder.anchors.set(anchor, record);
  const before = builder.values;
  const value = fromContent(node, depth, builder);
  record.size = builder.values - before + 1;
  record.value = value;
  return value;
}

export interface YamlValue {
  readonly value: JsonValue;
  readonly refused: boolean;
  readonly targets: ReadonlyMap<Node, Node>;
}

/** The JSON value of a YAML document, in one walk; problems are reported and null stands for what was refused. */
export function yamlValue(document: Document, limits: DocumentLimits, report: ReportText): YamlValue {
  const builder: Builder = {
    limits,
    report,
    anchors: new Map(),
    targets: new Map(),
    path: [],
    values: 0,
    aliased: 0,
    refused: false,
  };
  const value = fromNode(document.contents as Node | null, 0, builder);
  return { value, refused: builder.refused, targets: builder.targets };
}
