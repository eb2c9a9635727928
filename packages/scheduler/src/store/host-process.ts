/** Processes, so that it can be told whether one that held something still lives. */
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import process from "node:process";

/** This process, as another one on the same machine can look for it: process numbers are used again, start times are not. */
export function thisProcess(): string {
  return JSON.stringify([hostname(), process.pid, startOf(process.pid)]);
}

/** Whether it lives; undefined where that cannot be told from here. */
export function isAlive(text: string): boolean | undefined {
  const [host, pid, start] = JSON.parse(text) as [string, number, string];
  if (host !== hostname()) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process may not be sent a signal, but it is there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return start === "" || startOf(pid) === start;
}

/** When a process was started, as its system counts; empty where there is no `/proc`. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in parentheses and may hold anything; the start is the 22nd field.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
