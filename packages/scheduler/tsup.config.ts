import { copyFileSync, readdirSync, realpathSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Options } from "tsup";
// @boundaries-ignore The build is one for all packages.
import { packageBuild } from "../../tsup.base.ts";
import { thirdPartyNotices } from "./notices.ts";

/**
 * The program is bundled from the sources of the other packages, not from their builds: only then is each of their files a unit
 * that a verb takes or leaves, and a start loads no more than it needs.
 */
const SOURCES = {
  "@scheduler-components/core": "../scheduler-core/src/index.ts",
  "@scheduler-components/executor/testing": "../scheduler-executor/src/testing/index.ts",
  "@scheduler-components/executor": "../scheduler-executor/src/index.ts",
  "@scheduler-components/actions-http": "../scheduler-actions-http/src/index.ts",
  // Its build for browsers is the same code as ES modules, which need no wrappers and no modules of Node.
  yaml: "../scheduler-core/node_modules/yaml/browser/index.js",
};

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const UNDICI = realpathSync(join(import.meta.dirname, "../scheduler-actions-http/node_modules/undici/lib/dispatcher"));

/**
 * Of undici the program takes only the connections: all of it takes 45 ms to load. Its HTTP/2, and with it Node's, is loaded when a
 * server offers it.
 */
const partsOfUndici: Plugin = {
  name: "parts-of-undici",
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, () => ({ path: "connections", namespace: "undici" }));
    build.onResolve({ filter: /\/client-h2\.js$/ }, (used) =>
      used.namespace === "file" && dirname(used.importer) === UNDICI
        ? { path: "http2", namespace: "undici" }
        : undefined,
    );
    const contents: Readonly<Record<string, string>> = {
      connections: `
        export { default as Pool } from "./pool.js";
        export { default as ProxyAgent } from "./proxy-agent.js";`,
      http2: `module.exports = (...given) => require("./client-h2.js")(...given);`,
    };
    build.onLoad({ filter: /./, namespace: "undici" }, ({ path }) => ({
      contents: contents[path] ?? "",
      resolveDir: UNDICI,
    }));
  },
};

/**
 * These modules of Node are loaded at the first call of one of their functions. An `import` reads every property of a module, and
 * with them the modules that a property stands for: a start would load a good part of Node.
 */
const LATE_MODULES = /^node:(?:crypto|dns|fs|fs\/promises|http|util|zlib)$/;

const nodeAtFirstCall: Plugin = {
  name: "node-at-first-call",
  setup(build) {
    build.onResolve({ filter: LATE_MODULES }, ({ kind, path, importer }) =>
      // The server's library extends what it imports; it is loaded late itself.
      kind === "import-statement" && !importer.includes("@hono/node-server")
        ? { path, namespace: "node", sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace: "node" }, async ({ path }) => {
      const properties = Object.getOwnPropertyDescriptors((await import(path)).default);
      const names = Object.keys(properties).filter((name) => /^[a-z]\w*$/.test(name));
      const lines = names
        .filter((name) => typeof properties[name]?.value === "function")
        .map((name) => `export const ${name} = (...given) => require("${path}").${name}(...given);`);
      return { contents: lines.join("\n") };
    });
  },
};

/** Libraries that many runs do not need: files of their own, loaded at the first use. */
const LATE: Readonly<Record<string, string>> = {
  re2js: `
    export const RE2JS = { compile: (...given) => require("./re2js.js").RE2JS.compile(...given) };`,
  "@marcbachmann/cel-js": `
    export function Environment(...given) { return new (require("./cel-js.js").Environment)(...given); }
    export const ParseError = { [Symbol.hasInstance]: (value) => value instanceof require("./cel-js.js").ParseError };`,
};

const librariesAtFirstUse: Plugin = {
  name: "libraries-at-first-use",
  setup(build) {
    build.onResolve({ filter: /^(?:re2js|@marcbachmann\/cel-js)$/ }, ({ path }) => ({
      path,
      namespace: "late",
      sideEffects: false,
    }));
    build.onLoad({ filter: /./, namespace: "late" }, ({ path }) => ({ contents: LATE[path] ?? "" }));
    build.onResolve({ filter: /^\.\//, namespace: "late" }, ({ path }) => ({ path, external: true }));
  },
};

const builds = packageBuild({
  entry: { index: "src/index.ts" },
  programs: {
    bin: "src/bin.ts",
    "guest-worker": "src/wasm/worker/entry.ts",
    "cel-js": "../scheduler-core/node_modules/@marcbachmann/cel-js/lib/index.js",
    re2js: "../scheduler-core/node_modules/re2js/build/index.js",
  },
  wit: ["main", "core-libs", "executor", "actions-http"],
});

const TRANSPILER = realpathSync(join(import.meta.dirname, "node_modules/@bytecodealliance/jco-transpile/vendor"));
const TRANSPILER_FOLDER = "dist/transpiler";

/** The transpiler sees no system: it would get all that this process has. From its sources a hook of the module loader does the same. */
const noSystem: Plugin = {
  name: "no-system",
  setup(build) {
    build.onResolve({ filter: /^@bytecodealliance\/preview2-shim\// }, () => ({
      path: join(import.meta.dirname, "src/wasm/transpile/no-system.ts"),
    }));
  },
};

const minified: NonNullable<Options["esbuildOptions"]> = (options) => {
  options.minifySyntax = true;
  options.minifyWhitespace = true;
};

const programs = builds.find((build) => build.noExternal !== undefined);

/** The throwaway worker, in a folder of its own: the transpiler's WebAssembly is looked for beside its code. */
const transpiler: Options = {
  ...programs,
  entry: { worker: "src/wasm/transpile/worker.ts" },
  outDir: TRANSPILER_FOLDER,
  esbuildPlugins: [noSystem, thirdPartyNotices(TRANSPILER_FOLDER)],
  esbuildOptions: minified,
  onSuccess: async () => {
    for (const file of readdirSync(TRANSPILER).filter((name) => name.endsWith(".wasm")))
      copyFileSync(join(TRANSPILER, file), join(TRANSPILER_FOLDER, file));
  },
};

/** Components to start from are files beside the program. */
const copyTemplates = (): Promise<void> => cp("templates", "dist/templates", { recursive: true });

const scheduler = builds.map((build): Options =>
  build === programs
    ? {
        ...build,
        onSuccess: copyTemplates,
        esbuildPlugins: [partsOfUndici, nodeAtFirstCall, librariesAtFirstUse, thirdPartyNotices("dist")],
        esbuildOptions: (options, context) => {
          options.alias = SOURCES;
          minified(options, context);
        },
      }
    : build,
);

export default [...scheduler, transpiler];
