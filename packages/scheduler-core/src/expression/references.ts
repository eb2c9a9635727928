import type { DiagnosticCode } from "../diagnostics/codes.ts";
import { closest, didYouMean } from "../json/closest.ts";
import type { Reference } from "./context.ts";
import type { Expression } from "./expression.ts";
import { ROOT_MEMBERS, ROOTS, ROOTS_WITHOUT_VALUE, OUTCOME_FIELDS } from "./roots.ts";
import { VISIBLE_STATUSES } from "./status.ts";

/** A set of names; a `Set` or a `Map` is one. */
export interface Names {
  has(name: string): boolean;
  keys(): Iterable<string>;
}

/** What exists in a scenario. A part left out is not checked. */
export interface KnownNames {
  /** Properties of the run's input, where its schema closes them. */
  readonly inputs?: Names | undefined;
  /** By id: the names of a resource's properties. */
  readonly resources?: ReadonlyMap<string, Names> | undefined;
  readonly nodes?: Names | undefined;
  readonly exports?: Names | undefined;
  readonly secrets?: Names | undefined;
  /** Names beside the roots that an expression at this place sees: those of an item. */
  readonly locals?: Names | undefined;
}

/** A problem of an expression. `start` and `end` are UTF-16 units of its text. */
export interface ReferenceProblem {
  readonly code: Extract<DiagnosticCode, "unknown-reference" | "unknown-status">;
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}

type Report = (problem: ReferenceProblem) => void;

/** What a member of a root is called in messages. */
const NOUNS: { readonly [root: string]: string } = {
  inputs: "input",
  resources: "resource",
  nodes: "node",
  exports: "export",
  secrets: "secret",
};

/** Checks everything that an expression names against what exists. Computed names (`nodes[inputs.x]`) are left to the run. */
export function checkReferences(expression: Expression, known: KnownNames, report: Report): void {
  const { references, statusLiterals } = expression;
  // Pieces of a name with a hyphen, which were reported with the whole.
  const covered: { readonly start: number; readonly end: number }[] = [];
  for (const reference of references) {
    const start = (reference.parts[0] as { start: number }).start;
    if (covered.some((range) => start >= range.start && start < range.end)) continue;
    const hyphenated = findHyphenated(expression, reference, known);
    if (hyphenated !== undefined) {
      covered.push(hyphenated);
      report(hyphenated.problem);
    } else checkReference(reference, known, report);
  }
  for (const { text, start, end } of statusLiterals) {
    if ((VISIBLE_STATUSES as readonly string[]).includes(text)) continue;
    const hint = didYouMean(text, VISIBLE_STATUSES) ?? `one of: ${VISIBLE_STATUSES.join(", ")}`;
    report({ code: "unknown-status", message: `no status is called "${text}"`, hint, start, end });
  }
}

function checkReference(reference: Reference, known: KnownNames, report: Report): void {
  const [root, member, field] = reference.path as [
    string,
    Reference["path"][number] | undefined,
    Reference["path"][number] | undefined,
  ];
  if (!(ROOTS as readonly string[]).includes(root)) {
    const { locals } = known;
    if (locals?.has(root)) return;
    const seen = [...ROOTS, ...(locals?.keys() ?? [])];
    const hint =
      didYouMean(root, seen) ?? `an expression ${locals === undefined ? "" : "here "}sees ${seen.join(", ")}`;
    report(unknown(reference, 0, `unknown name "${root}"`, hint));
    return;
  }
  if (member === undefined) {
    if (ROOTS_WITHOUT_VALUE.has(root))
      report(unknown(reference, 0, `${root} is no value of its own: name one of its members`));
    return;
  }
  const members = ROOT_MEMBERS[root];
  if (members !== undefined) {
    if (typeof member === "string" && !members.includes(member)) report(noMember(reference, 1, root, member, members));
    return;
  }
  if (typeof member !== "string") return;
  const names = namesOf(root, known);
  if (names !== undefined && !names.has(member)) {
    const noun = NOUNS[root] ?? "member";
    report(
      unknown(reference, 1, `no ${noun} is called "${member}"`, didYouMean(member, names.keys()) ?? listed(names)),
    );
    return;
  }
  if (typeof field !== "string") return;
  if (root === "nodes" && !(OUTCOME_FIELDS as readonly string[]).includes(field))
    report(noMember(reference, 2, `nodes.${member}`, field, OUTCOME_FIELDS));
  if (root !== "resources") return;
  const properties = known.resources?.get(member);
  if (properties !== undefined && !properties.has(field)) {
    report(
      unknown(
        reference,
        2,
        `the resource "${member}" has no property "${field}"`,
        didYouMean(field, properties.keys()) ?? listed(properties),
      ),
    );
  }
}

function namesOf(root: string, known: KnownNames): Names | undefined {
  switch (root) {
    case "inputs":
      return known.inputs;
    case "resources":
      return known.resources;
    case "nodes":
      return known.nodes;
    case "exports":
      return known.exports;
    case "secrets":
      return known.secrets;
    default:
      return undefined;
  }
}

function unknown(reference: Reference, part: number, message: string, hint?: string): ReferenceProblem {
  const { start, end } = reference.parts[part] as { start: number; end: number };
  return { code: "unknown-reference", message, start, end, ...(hint === undefined ? {} : { hint }) };
}

function noMember(
  reference: Reference,
  part: number,
  owner: string,
  name: string,
  members: readonly string[],
): ReferenceProblem {
  return unknown(
    reference,
    part,
    `${owner} has no "${name}"`,
    didYouMean(name, members) ?? `it has ${members.join(", ")}`,
  );
}

/** What there is, when it is little. */
function listed(names: Names): string | undefined {
  const all: string[] = [];
  for (const name of names.keys()) {
    if (all.length === 5) return undefined;
    all.push(name);
  }
  return all.length === 0 ? undefined : `there ${all.length === 1 ? "is" : "are"} ${all.join(", ")}`;
}

interface Hyphenated {
  readonly start: number;
  readonly end: number;
  readonly problem: ReferenceProblem;
}

/** `nodes.my-node.status` reads as a subtraction. If a known name was meant, that is the one thing to say. */
function findHyphenated(expression: Expression, reference: Reference, known: KnownNames): Hyphenated | undefined {
  const [root, member] = reference.path as readonly [string, Reference["path"][number] | undefined];
  const own = hyphenatedAt(1, root, namesOf(root, known), expression, reference);
  if (own !== undefined || root !== "resources" || typeof member !== "string") return own;
  const owner = /^[A-Za-z_]\w*$/.test(member) ? `${root}.${member}` : `${root}["${member}"]`;
  return hyphenatedAt(2, owner, known.resources?.get(member), expression, reference);
}

function hyphenatedAt(
  index: number,
  owner: string,
  names: Names | undefined,
  { text }: Expression,
  reference: Reference,
): Hyphenated | undefined {
  const member = reference.path[index];
  const part = reference.parts[index];
  if (names === undefined || typeof member !== "string" || part === undefined || text[part.end] !== "-")
    return undefined;
  if (text.slice(part.start, part.end) !== member) return undefined;
  const pattern = /([A-Za-z_]\w*(?:-\w+)+)[\w.-]*/y;
  pattern.lastIndex = part.start;
  const [glued = "", written] = pattern.exec(text) ?? [];
  // `exports.a-1` is a fair subtraction where `a` exists.
  if (written === undefined || (names.has(member) && /[0-9]/.test(text[part.end + 1] ?? ""))) return undefined;
  const start = part.start;
  // What stands right behind it was not understood either.
  const found = (length: number, message: string, hint: string): Hyphenated => ({
    start,
    end: start + glued.length,
    problem: { code: "unknown-reference", message, hint, start, end: start + length },
  });
  // The longest known name is meant.
  for (let name = written; name.includes("-"); name = name.slice(0, name.lastIndexOf("-")))
    if (names.has(name))
      return found(name.length, `"${name}" reads as a subtraction here`, `write ${owner}["${name}"]`);
  const near = names.has(member) ? undefined : closest(written, names.keys());
  if (near === undefined || !near.includes("-")) return undefined;
  return found(written.length, `"${written}" reads as a subtraction here`, `did you mean ${owner}["${near}"]?`);
}
