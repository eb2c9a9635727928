import type { JsonObject } from "@scheduler-components/core";
import type { Say } from "../daemon/types.ts";
import { visible } from "../report/paint.ts";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";

/** What the daemon says, on stderr: JSON lines for programs, and lines for people on a terminal. */
export function daemonLog(io: Io, log: Log): Say {
  return (level, message, facts = {}) => {
    if (!log.shows(level)) return;
    const time = new Date().toISOString();
    if (io.stderr.isTerminal) return log.line(level, `${time.slice(11, 19)} ${visible(message)}${forPeople(facts)}`);
    io.stderr.writeSoon(`${JSON.stringify({ time, level, message, ...facts })}\n`);
  };
}

function forPeople(facts: JsonObject): string {
  const parts = Object.entries(facts).map(([key, value]) =>
    Array.isArray(value) && typeof value[0] === "string"
      ? `\n${value.map((line) => `  ${visible(String(line))}`).join("\n")}`
      : ` ${key}=${visible(typeof value === "string" ? value : JSON.stringify(value))}`,
  );
  return parts.join("");
}
