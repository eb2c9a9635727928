/** Writes a component to start from: files of `templates/`, and the WIT of the world. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Each is a folder of `templates/`. */
export const LANGUAGES = ["ts", "wat", "c", "python"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface ScaffoldOptions {
  readonly language: Language;
  /** What the component is called; see `isComponentName`. */
  readonly name: string;
}

/** In kebab-case: it is the name of a file and of a package, and an id in a scenario. */
export function isComponentName(text: string): boolean {
  return text.length <= 64 && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(text) && text !== "std" && text !== "http";
}

/** While this file is a source, else where the build puts them: every chunk of it lies in `dist` itself. */
const FOLDERS = import.meta.url.endsWith(".ts")
  ? { templates: "../../templates/", wit: "../../../../wit/" }
  : { templates: "./templates/", wit: "./wit/" };

/** What the world stands on, and `client` for a component that calls out. */
const WIT_PACKAGES = ["core-libs", "executor", "actions-http"];

/** The world of the http component itself: nobody else's, and it would need the WIT of WASI beside it. */
const HTTP_WORLD = /^world http-action-component \{\n(?: .*\n)*\}\n\n/m;

const ENDING = ".template";

/** Gives the files that were written, below `folder`, in order. Throws where one is there already, and where it cannot be written. */
export async function scaffoldComponent(folder: string, options: ScaffoldOptions): Promise<readonly string[]> {
  const files = new Map<string, string>();
  for (const part of ["common", options.language])
    await collect(folderOf("templates", part), (path, text) => {
      const name = path.replace(/(^|\/)gitignore\.template$/, "$1.gitignore.template").slice(0, -ENDING.length);
      files.set(name.replaceAll("__NAME__", options.name), text.replaceAll("__NAME__", options.name));
    });
  for (const name of WIT_PACKAGES)
    await collect(folderOf("wit", name), (path, text) =>
      files.set(`wit/deps/${name}/${path}`, text.replace(HTTP_WORLD, "")),
    );
  const written = [...files.keys()].toSorted();
  for (const path of written) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, files.get(path) ?? "", { flag: "wx", mode: path.endsWith(".sh") ? 0o755 : 0o644 });
  }
  return written;
}

function folderOf(kind: keyof typeof FOLDERS, name: string): string {
  return fileURLToPath(new URL(`${FOLDERS[kind]}${name}/`, import.meta.url));
}

async function collect(folder: string, take: (path: string, text: string) => void): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    take(relative(folder, file).replaceAll("\\", "/"), await readFile(file, "utf8"));
  }
}
