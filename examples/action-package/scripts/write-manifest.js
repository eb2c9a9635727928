// Writes what the built component says of itself to manifest.json, which is read without running any code of this package.
// With --check it only compares, and fails where the two differ.
import { readFile, writeFile } from "node:fs/promises";
import { component } from "../dist/index.js";

const file = new URL("../manifest.json", import.meta.url);
const manifest = `${JSON.stringify(await component.describe(), null, 2)}\n`;

if (!process.argv.includes("--check")) await writeFile(file, manifest);
else if ((await readFile(file, "utf8")) !== manifest) {
  process.stderr.write("manifest.json is not what the component says: run the build and commit it.\n");
  process.exitCode = 1;
}
