/**
 * Builds the components of `examples/components`, as far as the tools are here, and says what it left out.
 *
 *   pnpm build:examples             builds with what is installed; committed files stay as they are, and are built beside them
 *   pnpm build:examples --install   installs what is missing first, by npm, pip, cargo and apt; fails where it cannot
 *   pnpm build:examples --write     writes the committed files anew
 *   pnpm build:examples c wat       only these folders
 */
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { buildExample } from "./build.ts";
import { EXAMPLES, EXAMPLES_FOLDER, isCommitted, type ExampleComponent } from "./plan.ts";

const { values, positionals } = parseArgs({
  options: { install: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
  allowPositionals: true,
});

const known = EXAMPLES.map(({ folder }) => folder);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(", ")} in examples/components. Expected: ${known.join(", ")}.\n`);
  process.exit(2);
}

for (const example of EXAMPLES) {
  if (positionals.length > 0 && !positionals.includes(example.folder)) continue;
  const started = performance.now();
  const output = outputOf(example);
  await mkdir(dirname(join(EXAMPLES_FOLDER, example.folder, output)), { recursive: true });
  const built = await buildExample(example, output, values.install);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const name = `examples/components/${example.folder}/${output}`;
  if (built.kind === "built") {
    const { size } = await stat(join(EXAMPLES_FOLDER, example.folder, output));
    process.stdout.write(`built    ${name}  ${size} bytes in ${seconds} s\n`);
  } else if (built.kind === "left-out") {
    process.stdout.write(`left out ${name}  ${built.reason}\n`);
    if (values.install) process.exitCode = 1;
  } else {
    process.stdout.write(`FAILED   ${name}\n${built.log}\n`);
    process.exitCode = 1;
  }
}

/** A build is never the same bytes twice, so a committed file changes only when somebody says so. */
function outputOf(example: ExampleComponent): string {
  return isCommitted(example) && !values.write ? join("dist", example.file) : example.file;
}
