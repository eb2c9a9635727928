/** Links between the pages lead somewhere: the file exists, and so does the heading. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { pages, root } from "./blocks.ts";

interface Link {
  readonly page: string;
  readonly target: string;
}

const withoutBlocks = (text: string): string => text.replace(/^```.*?^```$/gms, "");

function linksOf(page: string): Link[] {
  const text = withoutBlocks(readFileSync(join(root, page), "utf8"));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

/** As the hosts of repositories make them: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(path: string): Set<string> {
  const headings = [...withoutBlocks(readFileSync(path, "utf8")).matchAll(/^#+ (.*)$/gm)];
  return new Set(
    headings.map(([, text = ""]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function whyBroken({ page, target }: Link): string | undefined {
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? join(root, page) : join(root, dirname(page), file);
  if (!existsSync(path)) return `${page}: ${relative(root, path)} does not exist`;
  if (anchor === undefined || statSync(path).isDirectory()) return undefined;
  return anchorsOf(path).has(anchor) ? undefined : `${page}: ${target} names no heading`;
}

test.each([...pages(), "ARCHITECTURE.md", "CONTRIBUTING.md"])("%s", (page) => {
  expect(linksOf(page).map(whyBroken).filter(Boolean)).toEqual([]);
});
