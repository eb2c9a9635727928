/** What the build scripts share: `examples/components/tools.sh`. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EXAMPLES_FOLDER } from "../../scripts/examples/plan.ts";

test.each([
  { name: "a command that fails", script: "false" },
  { name: "one that fails within $(…), before one that does not", script: 'value=$(false; echo "$PWD")' },
  { name: "one that fails before a pipe", script: "false | cat" },
  { name: "a variable that is not set", script: 'echo "$NO_SUCH_VARIABLE"' },
])("$name ends a script", ({ script }) => {
  const { status, stdout } = spawnSync("bash", ["-c", `source ./tools.sh; ${script}; echo went on`], {
    cwd: EXAMPLES_FOLDER,
    encoding: "utf8",
  });
  expect(stdout).not.toContain("went on");
  expect(status).not.toBe(0);
});

test("a script whose tools are missing and may not be installed says which, and exits 77", () => {
  const { status, stderr } = spawnSync("bash", [join(EXAMPLES_FOLDER, "python/build.sh"), "never-made.wasm"], {
    encoding: "utf8",
    env: { ...process.env, NO_INSTALL: "1", TOOLS_FOLDER: join(EXAMPLES_FOLDER, "no-such-folder") },
  });
  expect(stderr).toMatch(/^python: needs componentize-py==[\d.]+ \(pip\)\n$/);
  expect(status).toBe(77);
});
