import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced block of a page: ```` ```yaml run ````. */
export interface Block {
  /** The page, from the root of the repository. */
  readonly page: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** What follows the fence, such as `yaml run`. */
  readonly kind: string;
  readonly text: string;
}

export const root: string = join(import.meta.dirname, "../..");

/** The pages that users read. */
export function pages(): string[] {
  const below = (folder: string, depth: (path: string) => boolean): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".md") && !path.includes("node_modules") && depth(path))
      .map((path) => join(folder, path));
  return ["README.md", ...below("docs", () => true), ...below("packages", (path) => path.endsWith("README.md"))];
}

export function blocksOf(page: string, text: string = readFileSync(join(root, page), "utf8")): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; kind: string; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (!open && fence) open = { line: index + 1, kind: (fence[1] ?? "").trim(), lines: [] };
    else if (open && fence) {
      blocks.push({ page, line: open.line, kind: open.kind, text: `${open.lines.join("\n")}\n` });
      open = undefined;
    } else open?.lines.push(line);
  }
  return blocks;
}

/** A block and the one that says what is expected of it: the next of the page, if its kind says so. */
export interface Example {
  readonly block: Block;
  readonly expected: Block | undefined;
}

/** The examples of a kind in all pages, such as `yaml run`. */
export function examples(kind: string, expectedKind: string): Example[] {
  return pages().flatMap((page) => {
    const blocks = blocksOf(page);
    return blocks.flatMap((block, index): Example[] => {
      const next = blocks[index + 1];
      return block.kind === kind ? [{ block, expected: next?.kind === expectedKind ? next : undefined }] : [];
    });
  });
}
