/**
 * Where JSON text lies inside each record: what `lift` and `lower` walk. Derived from the generated declarations, so that
 * a field added to the WIT is converted without anyone remembering it.
 */
import ts from "typescript";

type Shape = "json" | [Shape] | { [field: string]: Shape } | { $ref: string };

/** A record, or a variant case, by its TypeScript name. */
type Declarations = Map<string, ts.InterfaceDeclaration | ts.TypeAliasDeclaration>;

function declarationsOf(files: ReadonlyMap<string, string>): Declarations {
  const found: Declarations = new Map();
  for (const [name, text] of files) {
    if (!name.endsWith("-types.d.ts")) continue;
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    for (const statement of source.statements) {
      const declares = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
      if (declares && !found.has(statement.name.text)) found.set(statement.name.text, statement);
    }
  }
  return found;
}

function shapeOfType(type: ts.TypeNode, known: Declarations): Shape | undefined {
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName)) {
    const name = type.typeName.text;
    if (name === "Json") return "json";
    if (name === "Array" && type.typeArguments?.[0]) {
      const element = shapeOfType(type.typeArguments[0], known);
      return element && [element];
    }
    const declared = known.get(name);
    return declared && shapeOfDeclaration(declared, known) && { $ref: name };
  }
  return undefined;
}

function shapeOfDeclaration(
  declared: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
  known: Declarations,
): Shape | undefined {
  if (ts.isTypeAliasDeclaration(declared)) {
    if (!ts.isUnionTypeNode(declared.type)) return undefined;
    const cases: { [tag: string]: Shape } = {};
    for (const member of declared.type.types) {
      if (!ts.isTypeReferenceNode(member) || !ts.isIdentifier(member.typeName)) return undefined;
      const found = known.get(member.typeName.text);
      if (!found || !ts.isInterfaceDeclaration(found)) return undefined;
      const tag = propertyType(found, "tag");
      const value = propertyType(found, "val");
      const shape = value && shapeOfType(value, known);
      if (tag && shape && ts.isLiteralTypeNode(tag) && ts.isStringLiteral(tag.literal)) cases[tag.literal.text] = shape;
    }
    return Object.keys(cases).length > 0 ? { $cases: cases } : undefined;
  }
  const fields: { [field: string]: Shape } = {};
  for (const member of declared.members) {
    if (!ts.isPropertySignature(member) || !member.type) continue;
    const name = ts.isIdentifier(member.name) || ts.isStringLiteral(member.name) ? member.name.text : "";
    const shape = shapeOfType(member.type, known);
    if (shape) fields[name] = shape;
  }
  return Object.keys(fields).length > 0 ? fields : undefined;
}

function propertyType(declared: ts.InterfaceDeclaration, name: string): ts.TypeNode | undefined {
  for (const member of declared.members) {
    if (ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.name.text === name) return member.type;
  }
  return undefined;
}

const constant = (name: string): string => `${name[0]?.toLowerCase() ?? ""}${name.slice(1)}Shape`;

function print(shape: Shape): string {
  if (shape === "json") return '"json"';
  if (Array.isArray(shape)) return `[${print(shape[0])}]`;
  if (typeof shape.$ref === "string") return constant(shape.$ref);
  return `{ ${Object.entries(shape)
    .map(([k, v]) => `${/^[$\w]+$/.test(k) ? k : JSON.stringify(k)}: ${print(v)}`)
    .join(", ")} }`;
}

/** The text of `shapes.ts`: a constant for every record or variant that holds JSON, each after those it refers to. */
export function shapesOf(files: ReadonlyMap<string, string>): string {
  const known = declarationsOf(files);
  const lines: string[] = [];
  const done = new Set<string>();
  const visit = (name: string): void => {
    const declared = known.get(name);
    const shape = declared && shapeOfDeclaration(declared, known);
    if (!shape || done.has(name) || (ts.isInterfaceDeclaration(declared) && propertyType(declared, "tag"))) return;
    done.add(name);
    JSON.stringify(shape, (key, value: unknown) => (key === "$ref" ? (visit(String(value)), value) : value));
    lines.push(`export const ${constant(name)}: Shape = ${print(shape)};\n`);
  };
  for (const name of known.keys()) visit(name);
  return `import type { Shape } from "../wit/shape.ts";\n\n${lines.join("")}`;
}
