// Writes what the built component says of itself to manifest.json, which is read without running any code of this package.
// Where it says so already the file stays as it is, formatted however. With --check it only compares, and fails on a difference.
import { readFile, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { component } from "../dist/index.js";

const file = new URL("../manifest.json", import.meta.url);
const manifest = JSON.parse(JSON.stringify(await component.describe()));
const written = await readFile(file, "utf8").then(JSON.parse, () => undefined);

if (!isDeepStrictEqual(written, manifest)) {
  if (process.argv.includes("--check")) {
    process.stderr.write("manifest.json is not what the component says: run the build and commit it.\n");
    process.exitCode = 1;
  } else await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
