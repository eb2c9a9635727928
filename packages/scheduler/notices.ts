import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Writes the licences of the packages that a program is bundled with into its folder, as they ask for. Fails on one without. */
export const thirdPartyNotices = (folder: string): Plugin => ({
  name: "third-party-notices",
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      const folders = new Set(Object.keys(metafile?.inputs ?? {}).flatMap((path) => packageFolder(path) ?? []));
      const notices = [...folders].map(noticeOf).toSorted((a, b) => a.localeCompare(b, "en"));
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, "THIRD-PARTY-NOTICES.txt"),
        `The program in this folder contains these packages.\n\n${notices.join("\n")}`,
      );
    });
  },
});

/** The folder of the package that a bundled file is from; undefined for the sources of this workspace. */
function packageFolder(path: string): string | undefined {
  const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(resolve(path));
  return match?.[1];
}

function noticeOf(folder: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const { name, version, license } = Object(manifest);
  const file = existsSync(folder) ? readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) : undefined;
  if (file === undefined) throw new Error(`${String(name)} is bundled, and has no licence file`);
  const text = readFileSync(join(folder, file), "utf8").trim();
  return `${"-".repeat(80)}\n${String(name)} ${String(version)} (${String(license)})\n\n${text}\n`;
}
