import type { Arguments } from "./arguments.ts";
import type { Io } from "./io.ts";
import { createPaint, type Paint } from "../report/paint.ts";

export type Level = "debug" | "info" | "warn" | "error";
const ORDER: readonly Level[] = ["debug", "info", "warn", "error"];

/** Everything that is not a result: lines on stderr, by level. */
export interface Log {
  readonly shows: (level: Level) => boolean;
  readonly line: (level: Level, text: string) => void;
  readonly paint: Paint;
  /** Called before each line; live progress steps aside with it. */
  readonly intercept: (write: ((text: string) => void) | undefined) => void;
}

const STYLE = { debug: "dim", info: undefined, warn: "yellow", error: "red" } as const;

export function createLog(args: Arguments, io: Io): Log {
  const least = args.flag("quiet") ? "error" : ((args.text("log-level") ?? "info") as Level);
  const threshold = ORDER.indexOf(least);
  const paint = createPaint(io.stderr.colour);
  let writer: ((text: string) => void) | undefined;
  const shows = (level: Level): boolean => ORDER.indexOf(level) >= threshold;
  return {
    shows,
    paint,
    line: (level, text) => {
      if (!shows(level)) return;
      const style = STYLE[level];
      const line = `${style ? paint(style, text) : text}\n`;
      if (writer) writer(line);
      else if (level === "info" || level === "debug") io.stderr.writeSoon(line);
      else void io.stderr.write(line);
    },
    intercept: (write) => {
      writer = write;
    },
  };
}
