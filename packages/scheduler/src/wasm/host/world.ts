/** Whether a component fits the world `action-component`: what it must export, what it may import, and in which versions. */
import type { Refusal } from "../../policy/refusal.ts";
import type { ComponentFacts } from "../binary/types.ts";
import { KNOWN_WASI, knownWasi } from "../wasi/known.ts";

/** The versions of the project's WIT that this host links: a component built against any of them keeps working. */
export const SUPPORTED_VERSIONS = "0.1.x";
const SUPPORTED = /^0\.1\.[0-9]{1,6}$/;

const EXPORTS = ["scheduler:executor/component-api", "scheduler:executor/lifecycle"] as const;
/** What the world `http-action-component` exports instead: it runs as an action too. */
const HTTP_EXPORTS = ["scheduler:actions-http/http-component"] as const;
/** Beside WASI. The `types` interfaces hold no functions. */
const IMPORTS: ReadonlySet<string> = new Set([
  "scheduler:executor/context",
  "scheduler:executor/types",
  "scheduler:core-libs/types",
  "scheduler:actions-http/client",
  "scheduler:actions-http/types",
]);

/** The first thing that does not fit, or undefined. `name` is the component's, for people. */
export function whyUnfit(name: string, facts: ComponentFacts): Refusal | undefined {
  const exported = new Map(facts.exports.map((found) => splitVersion(found.name)));
  for (const wanted of isHttpComponent(facts) ? HTTP_EXPORTS : EXPORTS) {
    if (!exported.has(wanted)) {
      const found = [...exported.keys()].join(", ") || "nothing";
      const message = `${name} is no action component: it does not export ${wanted}, which the world scheduler:executor/action-component asks for. It exports: ${found}`;
      return { code: "component-unfit", message };
    }
    const version = exported.get(wanted);
    if (!SUPPORTED.test(version ?? "")) return versionRefusal(name, "exports", wanted, version);
  }
  for (const { name: written } of facts.imports) {
    const [plain, version] = splitVersion(written);
    if (knownWasi(written) !== undefined) continue;
    if (IMPORTS.has(plain)) {
      if (!SUPPORTED.test(version ?? "")) return versionRefusal(name, "imports", plain, version);
      continue;
    }
    if (KNOWN_WASI.has(plain)) {
      const message = `${name} imports ${written}; this host links WASI 0.2 alone`;
      return { code: "component-version", message };
    }
    const message = `${name} imports ${written}, which this host does not know. It links ${[...IMPORTS].join(", ")}, and WASI 0.2`;
    return { code: "component-unfit", message };
  }
  return undefined;
}

/** Whether it is a component of the world `http-action-component`: its calls are those of the built-in `http`. */
export function isHttpComponent({ exports }: ComponentFacts): boolean {
  const names = new Set(exports.map(({ name }) => splitVersion(name)[0]));
  return names.has(HTTP_EXPORTS[0]) && !names.has(EXPORTS[0]);
}

function splitVersion(name: string): readonly [name: string, version: string | undefined] {
  const at = name.indexOf("@");
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}

function versionRefusal(name: string, does: "exports" | "imports", what: string, version: string | undefined): Refusal {
  const found = version === undefined ? "no version of it" : version;
  const message = `${name} ${does} ${what} in version ${found}; this host supports ${SUPPORTED_VERSIONS}`;
  return { code: "component-version", message };
}
