import type { JsonObject } from "../json/value.ts";

/** Definitions of single values. Patterns here have their own diagnostic each (`shape-problem.ts`). */
export const valueDefinitions: JsonObject = {
  text: { type: "string", pattern: "\\S" },
  id: {
    type: "string",
    pattern: "^[A-Za-z_][A-Za-z0-9_-]*$",
    description: "A letter or _, then letters, digits, _ and -.",
  },
  variable: {
    type: "string",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    description: "A letter or _, then letters, digits and _: an expression reads it as it stands.",
  },
  expression: { type: "string", pattern: "\\S", description: "A CEL expression." },
  duration: {
    type: "string",
    pattern:
      "^(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d)|P(?=[0-9T])(?:[0-9]+W|(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?))$",
    description: "500ms, 10s, 5m, 1h, 2d, or ISO 8601 such as PT1M30S.",
  },
  size: {
    type: "string",
    pattern: "^[0-9]+(?:\\.[0-9]+)?(?:B|[kK]B|MB|GB|TB|KiB|MiB|GiB|TiB)$",
    description: "64KiB, 10MB, 512B.",
  },
  sha256: { type: "string", pattern: "^[0-9a-fA-F]{64}$", description: "SHA-256 of the file, in hexadecimal." },
  call: {
    type: "string",
    pattern: "^(?:[A-Za-z_][A-Za-z0-9_-]*\\.[A-Za-z_][A-Za-z0-9_-]*|get|head|post|put|patch|delete|options)$",
    description: "component.operation; a bare HTTP verb (get, post …) means http.<verb>.",
  },
  priority: { type: "integer", minimum: 0, maximum: 63, description: "Lane 0 (first) to 63; default 32." },
};
