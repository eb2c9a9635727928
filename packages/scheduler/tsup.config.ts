import type { Options } from "tsup";
// @boundaries-ignore The build is one for all packages.
import { packageBuild } from "../../tsup.base.ts";

/**
 * The program is bundled from the sources of the other packages, not from their builds: only then is each of their files a unit
 * that a verb takes or leaves, and a start loads no more than it needs.
 */
const SOURCES = {
  "@scheduler-components/core": "../scheduler-core/src/index.ts",
  "@scheduler-components/executor": "../scheduler-executor/src/index.ts",
  "@scheduler-components/actions-http": "../scheduler-actions-http/src/index.ts",
  // Its build for browsers is the same code as ES modules, which need no wrappers and no modules of Node.
  yaml: "../scheduler-core/node_modules/yaml/browser/index.js",
};

const builds = packageBuild({
  entry: { index: "src/index.ts" },
  programs: { bin: "src/bin.ts" },
  wit: ["main", "core-libs", "executor", "actions-http"],
});

export default builds.map((build): Options =>
  build.noExternal === undefined
    ? build
    : {
        ...build,
        esbuildOptions: (options) => {
          options.alias = SOURCES;
          options.minifySyntax = true;
          options.minifyWhitespace = true;
        },
      },
);
