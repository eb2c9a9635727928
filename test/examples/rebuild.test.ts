/**
 * What is committed is what its source says: built anew, it gives the same answers. Builds are not the same bytes twice, so answers
 * are compared. Where the tools of a language are missing, the test says which and is left out; `pnpm build:examples --install`
 * brings them.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildExample } from "../../scripts/examples/build.ts";
import { EXAMPLES, EXAMPLES_FOLDER, isCommitted, MAX_COMMITTED_BYTES } from "../../scripts/examples/plan.ts";
import { CALLS } from "./support/calls.ts";
import { loadGuest } from "./support/guest.ts";
import { play } from "./support/play.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rebuild-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.for(EXAMPLES.filter(isCommitted))(
  "$folder builds to what is committed",
  { timeout: 120_000 },
  async (example, { skip }) => {
    const anew = join(folder, example.file);
    const built = await buildExample(example, anew, false);
    if (built.kind === "left-out") {
      process.stderr.write(`Not built anew: ${built.reason}\n`);
      skip(built.reason);
    }
    expect(built).toEqual({ kind: "built", output: anew });
    expect((await stat(anew)).size).toBeLessThan(MAX_COMMITTED_BYTES);
    const committed = join(EXAMPLES_FOLDER, example.folder, example.file);
    const [ours, theirs] = [await loadGuest(anew), await loadGuest(committed)];
    expect(ours.describe()).toEqual(theirs.describe());
    const calls = CALLS[example.folder] ?? [];
    expect(calls.length).toBeGreaterThan(0);
    expect(await play(anew, calls)).toEqual(await play(committed, calls));
  },
);
