import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Problem } from "../diagnostics/diagnostic.ts";
import { closest, didYouMean } from "../json/closest.ts";
import type { JsonObject, JsonValue } from "../json/value.ts";
import { actionDefinitions } from "./schema-actions.ts";
import { schemaAt, type SchemaPart } from "./schema-at.ts";

/** Unknown keys of one mapping that are compared with a missing one. */
const MOST_STRANGE = 32;

/** What one error of the validator says, with the value that it is about. */
export interface ShapeFinding {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[];
  readonly value: JsonValue | undefined;
}

const KINDS: { readonly [type: string]: string } = {
  string: "a string",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
};

/** Patterns by definition: their own code each, and what is allowed. */
const PATTERNS: { readonly [definition: string]: { readonly code: DiagnosticCode; readonly what: string } } = {
  id: { code: "invalid-id", what: "an id: a letter or _, then letters, digits, _ and -" },
  variable: { code: "invalid-id", what: "a name: a letter or _, then letters, digits and _" },
  duration: { code: "invalid-duration", what: "a duration such as 500ms, 10s, 5m, 1h, 2d or PT1M30S" },
  size: { code: "invalid-size", what: "a size such as 512B, 64KiB or 10MB" },
  sha256: { code: "invalid-sha256", what: "a SHA-256 of 64 hexadecimal digits" },
  cron: { code: "invalid-schedule", what: "a cron expression of 5 fields, or 6 with seconds, such as 0 3 * * *" },
  timezone: { code: "invalid-schedule", what: "the name of a time zone, such as Europe/Berlin" },
  instant: { code: "invalid-schedule", what: "a moment with its offset, such as 2027-01-31T18:00:00Z" },
  call: { code: "invalid-call", what: "a call: component.operation, or an HTTP verb such as get" },
};

/** A value as a message shows it: short, and never the inside of anything large. */
export function show(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text;
}

function shortName(path: readonly (string | number)[]): string {
  const last = path.at(-1);
  if (typeof last === "string") return `"${last}"`;
  const list = path.at(-2);
  return last === undefined ? "a scenario" : `an item of "${String(list)}"`;
}

function wrongType({ path, value }: ShapeFinding, { schema, definition }: SchemaPart): Problem {
  const type = typeof schema["type"] === "string" ? schema["type"] : "";
  const pattern = definition === undefined ? undefined : PATTERNS[definition];
  const scalar = typeof value === "number" || typeof value === "boolean";
  if (pattern !== undefined && scalar && pattern.code !== "invalid-id") {
    const hint =
      definition === "duration" && typeof value === "number" ? `write a unit: ${value}s or ${value}ms` : undefined;
    return problem(pattern.code, `${shortName(path)} must be ${pattern.what}; found ${show(value)}`, path, hint);
  }
  const hint = type === "string" && scalar ? `put it in quotes: "${String(value)}"` : undefined;
  return problem("wrong-type", `${shortName(path)} must be ${KINDS[type] ?? type}; found ${show(value)}`, path, hint);
}

function unknownValue({ path, value }: ShapeFinding, allowed: readonly JsonValue[]): Problem {
  const names = allowed.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  const hint = typeof value === "string" ? didYouMean(value, names) : undefined;
  // YAML reads an unquoted 1.0 as a number.
  const quote =
    typeof value === "number" && names.includes(value.toFixed(1))
      ? `put it in quotes: "${value.toFixed(1)}"`
      : undefined;
  return problem(
    "unknown-value",
    `${shortName(path)} cannot be ${show(value)}; expected one of: ${names.join(", ")}`,
    path,
    quote ?? hint,
  );
}

function outOfRange({ path, value }: ShapeFinding, schema: JsonObject): Problem {
  const minimum = JSON.stringify(schema["minimum"]);
  const maximum = schema["maximum"];
  const range = maximum === undefined ? `at least ${minimum}` : `between ${minimum} and ${JSON.stringify(maximum)}`;
  return problem("out-of-range", `${shortName(path)} must be ${range}; found ${show(value)}`, path);
}

function problem(
  code: DiagnosticCode,
  message: string,
  path: readonly (string | number)[],
  hint?: string,
  part?: "key",
): Problem {
  return { code, message, at: part === undefined ? { path } : { path, part }, ...(hint === undefined ? {} : { hint }) };
}

/** A node carries an action out; how that is done is the action's to say. */
function keyOfAction(key: string, definition: string | undefined): string | undefined {
  const of = ((actionDefinitions["action"] as JsonObject)["properties"] ?? {}) as JsonObject;
  return definition === "node" && Object.hasOwn(of, key) ? 'an action has it: write it below "actions"' : undefined;
}

function unknownKey(finding: ShapeFinding, { schema, definition }: SchemaPart): Problem {
  const key = String(finding.params["additionalProperty"]);
  const allowed = Object.keys((schema["properties"] ?? {}) as JsonObject);
  const free = allowed.filter((name) => !Object.hasOwn((finding.value ?? {}) as JsonObject, name));
  const hint = didYouMean(key, free) ?? keyOfAction(key, definition) ?? `allowed here: ${allowed.join(", ")}`;
  return problem(
    "unknown-key",
    `unknown key "${key}" in ${shortName(finding.path)}`,
    [...finding.path, key],
    hint,
    "key",
  );
}

/** A key that says more of another one, which is not there. */
function missingCompanion(finding: ShapeFinding, part: SchemaPart): Problem | undefined {
  const { property, missingProperty } = finding.params as {
    readonly property: string;
    readonly missingProperty: string;
  };
  if (isResembled(missingProperty, finding, part)) return undefined;
  const message = `"${property}" says nothing without "${missingProperty}"`;
  return problem("not-allowed-here", message, [...finding.path, property], undefined, "key");
}

/** The problem that a finding means; undefined for one that only repeats another. */
export function shapeProblem(finding: ShapeFinding): Problem | undefined {
  const part = schemaAt(finding.path);
  switch (finding.keyword) {
    case "additionalProperties":
      return unknownKey(finding, part);
    case "required": {
      const key = String(finding.params["missingProperty"]);
      if (isResembled(key, finding, part)) return undefined;
      return problem("missing-key", `${shortName(finding.path)} must have the key "${key}"`, finding.path);
    }
    case "dependentRequired":
      return missingCompanion(finding, part);
    case "type":
      return wrongType(finding, part);
    case "const":
      return unknownValue(finding, [part.schema["const"] ?? null]);
    case "enum":
      return unknownValue(finding, (part.schema["enum"] ?? []) as readonly JsonValue[]);
    case "pattern": {
      const pattern = part.definition === undefined ? undefined : PATTERNS[part.definition];
      if (pattern === undefined)
        return problem("empty-value", `${shortName(finding.path)} must not be empty`, finding.path);
      return problem(pattern.code, `${show(finding.value)} is not ${pattern.what}`, finding.path);
    }
    case "minimum":
    case "maximum":
      return outOfRange(finding, part.schema);
    case "minItems":
      return problem("empty-value", `${shortName(finding.path)} must not be empty`, finding.path);
    default:
      // `if` only says that `then` failed, which has said why.
      return undefined;
  }
}

/** Whether a key nobody knows was most likely meant to be this one: then one problem says both. */
function isResembled(missing: string, { value }: ShapeFinding, { schema }: SchemaPart): boolean {
  const allowed = Object.keys((schema["properties"] ?? {}) as JsonObject);
  const object = (value ?? {}) as JsonObject;
  const free = allowed.filter((name) => !Object.hasOwn(object, name));
  const strange: string[] = [];
  for (const key of Object.keys(object)) {
    if (strange.length < MOST_STRANGE && !allowed.includes(key)) strange.push(key);
  }
  return strange.some((key) => closest(key, free) === missing);
}
