/** Guests to measure, built for the run. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { componentize } from "componentize-qjs";
// @boundaries-ignore The workspace assembles its WIT in one place.
import { assembleWit } from "../../scripts/wit/assemble.ts";

export interface BuiltGuest extends AsyncDisposable {
  readonly folder: string;
  readonly file: string;
}

/** A guest of `fixtures/guests`, compiled with QuickJS. */
export async function buildGuest(name: string): Promise<BuiltGuest> {
  const folder = await mkdtemp(join(tmpdir(), "bench-guest-"));
  const file = join(folder, `${name}.wasm`);
  const source = join(import.meta.dirname, "../fixtures/guests", `${name}.js`);
  const { component } = await componentize({
    witPath: await assembleWit("actions-http", folder),
    world: "action-component-with-client",
    jsSource: await readFile(source, "utf8"),
    sync: true,
    stubWasi: true,
  });
  await writeFile(file, component);
  return { folder, file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
