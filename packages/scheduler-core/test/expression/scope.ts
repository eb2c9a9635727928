import { parseExpression } from "../../src/expression/parse.ts";
import type { Evaluated } from "../../src/expression/expression.ts";
import type { OutcomeView, Scope } from "../../src/expression/scope.ts";
import type { JsonObject, JsonValue } from "../../src/json/value.ts";

export function view(changes: Partial<OutcomeView>): OutcomeView {
  return { status: "succeeded", ok: true, detail: null, output: undefined, error: undefined, ...changes };
}

const ERROR = {
  code: "connection-refused",
  message: "nobody listens",
  retryable: true,
  causes: [{ code: "ECONNREFUSED", message: "refused" }],
};

const NODES: { readonly [id: string]: OutcomeView } = {
  probe: view({ output: { status: 200, body: { port: 8080, items: [{ a: 1 }, { a: 2 }] } } }),
  "my-node": view({ status: "failed", ok: false, detail: "refused", error: ERROR }),
  later: view({ status: "waiting", ok: false }),
};

export function scopeWith(changes: Partial<Scope> = {}): Scope {
  return {
    inputs: { n: 7, half: 0.5, text: "héllo 🎈", list: [3, 1, 2], nothing: null, map: { b: 2, a: 1 }, yes: true },
    resources: { api: { ip: "127.0.0.1", port: 8080 } },
    outcome: NODES["probe"],
    node: (id) => (Object.hasOwn(NODES, id) ? NODES[id] : undefined),
    exports: { n: 1, list: [1, 2] },
    secrets: { TOKEN: "s3cret" },
    run: { id: "run-1" },
    task: { id: "task-1", visit: 2, attempt: 3 },
    ...changes,
  };
}

export function evaluate(text: string, scope: Scope = scopeWith()): Evaluated {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text} does not parse: ${parsed.message}`);
  return parsed.expression.evaluate(scope);
}

export function valueOf(text: string, scope?: Scope): JsonValue {
  const evaluated = evaluate(text, scope);
  if (!evaluated.ok) throw new Error(`${text} fails: ${evaluated.message}`);
  return evaluated.value;
}

export function faultOf(text: string, scope?: Scope): { readonly absent: boolean; readonly message: string } {
  const evaluated = evaluate(text, scope);
  if (evaluated.ok) throw new Error(`${text} gives ${JSON.stringify(evaluated.value)}`);
  return evaluated;
}

/** An object whose key is really called so. */
export function withOwn(key: string, value: JsonValue): JsonObject {
  return JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as JsonObject;
}
