import type { Paint, Style } from "./paint.ts";

export type Cell = string | { readonly text: string; readonly style?: Style; readonly right?: boolean };

/** Columns as wide as they need; the last is not padded. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => textOf(row[column] ?? "").length)),
  );
  const line = (cells: readonly Cell[], style?: Style): string =>
    cells
      .map((cell, column) => {
        const text = textOf(cell);
        const width = widths[column] ?? 0;
        const padded =
          typeof cell !== "string" && cell.right
            ? text.padStart(width)
            : column === cells.length - 1
              ? text
              : text.padEnd(width);
        const chosen = style ?? (typeof cell === "string" ? undefined : cell.style);
        return chosen ? paint(chosen, padded) : padded;
      })
      .join("  ")
      .trimEnd();
  return [line(header, "dim"), ...rows.map((row) => line(row))].join("\n");
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}
