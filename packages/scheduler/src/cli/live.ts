import { createLogUpdate } from "log-update";
import type { Notification } from "../engine/notification.ts";
import { duration } from "../report/duration.ts";
import { visible } from "../report/paint.ts";
import type { Io } from "./io.ts";
import type { Log } from "./log.ts";
import { describe, type Progress } from "./progress.ts";

const FRAME_MS = 100;
const MOST_SHOWN = 6;
const BAR = 24;

interface Running {
  readonly task: string;
  readonly call: string;
  readonly since: number;
}

/**
 * A bar, counts and what runs, redrawn at most ten times a second whatever the run's size. What did not succeed, and log entries,
 * stay above it as lines.
 */
export function liveProgress(io: Io, log: Log, actionTasks: number): Progress {
  const draw = createLogUpdate(io.stderr.stream);
  const running = new Map<string, Running>();
  const done = new Set<string>();
  let total = actionTasks;
  let attempts = 0;
  let failed = 0;
  let retries = 0;
  let began = performance.now();

  function frame(): string {
    const part = total === 0 ? 1 : Math.min(1, done.size / total);
    const full = Math.round(part * BAR);
    const bar = `${log.paint("green", "█".repeat(full))}${log.paint("dim", "░".repeat(BAR - full))}`;
    const counts = [`${done.size}/${total}`, `${running.size} running`];
    if (failed > 0) counts.push(log.paint("red", `${failed} failed`));
    if (retries > 0) counts.push(`${retries} retries`);
    const lines = [`${bar} ${counts.join(", ")}  ${duration(performance.now() - began)}`];
    const width = Math.max(20, io.stderr.columns() - 1);
    for (const item of [...running.values()].slice(0, MOST_SHOWN)) {
      const text = `${visible(item.task)} ${visible(item.call)} ${duration(performance.now() - item.since)}`;
      lines.push(`  ${log.paint("cyan", "▸")} ${text.slice(0, width - 4)}`);
    }
    if (running.size > MOST_SHOWN) lines.push(log.paint("dim", `  … ${running.size - MOST_SHOWN} more`));
    return lines.join("\n");
  }

  /** Of runs that this one began only what is under way is shown. */
  function countBelow(notification: Notification, run: string): void {
    if (notification.type === "attempt-started") {
      const { task, call } = notification;
      running.set(`${run}/${task}`, { task: `${run} ${task}`, call, since: performance.now() });
    } else if (notification.type === "attempt-ended") running.delete(`${run}/${notification.trace.task}`);
  }

  function count(notification: Notification): void {
    const { run, type } = notification;
    // The run's own begin names it too.
    if (run !== undefined && (type !== "run-started" || notification.parent !== undefined))
      return countBelow(notification, run);
    switch (notification.type) {
      case "run-started":
        began = performance.now();
        return;
      case "attempt-started":
        running.set(notification.task, { task: notification.task, call: notification.call, since: performance.now() });
        return;
      case "attempt-ended":
        running.delete(notification.trace.task);
        done.add(notification.trace.task);
        attempts += 1;
        if (notification.trace.status === "failed" || notification.trace.status === "timed-out") failed += 1;
        return;
      case "retry-scheduled":
        done.delete(notification.task);
        retries += 1;
        return;
      case "edit":
        if (notification.edit.applied && notification.edit.kind === "add-task") total += 1;
        return;
      default:
        return;
    }
  }

  log.intercept((text) => {
    draw.clear();
    void io.stderr.write(text);
  });
  const timer = setInterval(() => draw(frame()), FRAME_MS);
  timer.unref();
  return {
    observe: (notification) => {
      count(notification);
      describe(notification, log, false);
    },
    end: () => {
      clearInterval(timer);
      if (attempts > 0) draw(frame());
      draw.done();
      log.intercept(undefined);
    },
  };
}
