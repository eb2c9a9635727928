import type { Figures, Result, RowDefinition, Unit } from "./row.ts";

const figure = (value: number | null, unit: Unit): string => {
  if (value === null) return "";
  switch (unit) {
    case "ms":
      return `${value.toFixed(1)} ms`;
    case "per-second":
      return `${Math.round(value).toLocaleString("en")}/s`;
    case "ns/task":
      return `${Math.round(value)} ns/task`;
    case "bytes/task":
      return `${Math.round(value)} B/task`;
    case "bytes":
      return `${Math.round(value / 1e6)} MB`;
  }
};

const line = (cells: readonly string[]): string =>
  `${(cells[0] ?? "").padEnd(18)}${cells
    .slice(1, 5)
    .map((cell) => cell.padStart(16))
    .join("")}  ${cells.slice(5).join("  ")}\n`;

export const heading: string = line(["name", "ours", "peer", "ratio", "goal", "", "peer is"]);

export function resultLine(result: Result, row: RowDefinition, measured: Figures): string {
  return line([
    result.name,
    figure(result.ours, result.unit),
    figure(result.peer, result.unit),
    result.ratio === null ? "" : `${result.ratio.toFixed(2)} ×`,
    // Where there is no other side, the goal is a figure as ours is.
    result.ratio === null ? result.goal.replace(String(row.goal), figure(row.goal, result.unit)) : result.goal,
    result.ok ? "ok    " : "MISSED",
    [row.peer, measured.note].filter(Boolean).join("; "),
  ]);
}
