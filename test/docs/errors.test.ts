/** Every code of every closed list in the packages (`export const …_CODES`) has its row in `docs/errors.md`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./blocks.ts";

interface Row {
  readonly code: string;
  readonly cells: readonly string[];
}

function rowsOf(page: string): Row[] {
  return page.split("\n").flatMap((line): Row[] => {
    const [, code, ...rest] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const named = /^`([a-z0-9-]+)`$/.exec(code ?? "");
    return named?.[1] === undefined ? [] : [{ code: named[1], cells: rest.slice(0, -1) }];
  });
}

/** A list (`export const X_CODES = [...]`) or a union (`export type XCode = | "a"`), read as text: one nobody exports counts too. */
const LIST = /export const (\w+_CODES)\b[^=]*= \[(.*?)\] as const|export type (\w+Code) =(\s*\|.*?);/gs;
const COMMENT = /\/\*.*?\*\/|\/\/[^\n]*/gs;

function codeLists(): [string, readonly string[]][] {
  const files = readdirSync(join(root, "packages"), { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path) && !path.includes("node_modules"))
    .map((path) => readFileSync(join(root, "packages", path), "utf8").replace(COMMENT, ""));
  const thrown = files.flatMap((text) => [...text.matchAll(/readonly code = "([^"]+)"/g)].map(([, code = ""]) => code));
  const listed = files.flatMap((text) =>
    [...text.matchAll(LIST)].map(([, list, items, union, members]): [string, readonly string[]] => [
      list ?? union ?? "",
      [...(items ?? members ?? "").matchAll(/"([^"]+)"/g)].map(([, code = ""]) => code),
    ]),
  );
  return [...listed, ["the codes of error classes", thrown]];
}

const rows = rowsOf(readFileSync(join(root, "docs/errors.md"), "utf8"));

test.each(codeLists())("%s: every code has a row", (_name, codes) => {
  const known = new Set(rows.map((row) => row.code));
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
  expect(codes.length).toBeGreaterThan(0);
});

test("every list is found", () => {
  expect(codeLists().map(([name]) => name)).toEqual(
    expect.arrayContaining(["DIAGNOSTIC_CODES", "ERROR_CODES", "HTTP_ERROR_CODES", "ContextErrorCode"]),
  );
});

test("every row is of a code that exists", () => {
  const codes = new Set(codeLists().flatMap(([, list]) => list));
  expect(rows.map((row) => row.code).filter((code) => !codes.has(code))).toEqual([]);
});

test("every row has a meaning, an example and a fix", () => {
  expect(rows.filter((row) => row.cells.length !== 3 || row.cells.includes(""))).toEqual([]);
});
