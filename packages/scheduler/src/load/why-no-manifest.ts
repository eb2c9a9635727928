import { compileSchema, type JsonValue } from "@scheduler-components/core";

/** As the scenario's schema writes a call. */
const OPERATION = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** What a value lacks to be a manifest, or nothing. Nobody vouches for one: its schemas must be such as can be used. */
export function whyNoManifest(value: unknown): string | undefined {
  if (!isObject(value)) return "expected an object";
  for (const key of ["name", "version"]) if (typeof value[key] !== "string") return `${key}: expected a string`;
  if (!isTextIfAny(value["description"])) return "description: expected a string";
  const calls = value["calls"];
  if (!isObject(calls)) return "calls: expected an object";
  for (const [operation, call] of Object.entries(calls)) {
    if (!OPERATION.test(operation))
      return `calls.${operation}: an operation is made of letters, digits, _ and -, and begins with a letter or _`;
    if (!isObject(call)) return `calls.${operation}: expected an object`;
    if (!isTextIfAny(call["description"])) return `calls.${operation}.description: expected a string`;
    if (call["idempotent"] !== undefined && typeof call["idempotent"] !== "boolean")
      return `calls.${operation}.idempotent: expected true or false`;
    for (const key of ["parameters", "output"]) {
      if (key === "output" && call[key] === undefined) continue;
      const why = whyNoSchema(call[key]);
      if (why !== undefined) return `calls.${operation}.${key}${why}`;
    }
  }
  for (const key of ["config", "requests"]) {
    if (value[key] !== undefined && !isObject(value[key])) return `${key}: expected an object`;
  }
  return undefined;
}

function whyNoSchema(schema: unknown): string | undefined {
  if (!isObject(schema)) return ": expected a JSON Schema";
  // The compiler looks at every part itself and takes none on trust.
  const compiled = compileSchema(schema as JsonValue);
  const problem = compiled.ok ? undefined : compiled.problems[0];
  return problem && `${problem.path.map((part) => `/${part}`).join("")}: ${problem.message}`;
}

function isTextIfAny(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
