import type { RunReport, Scenario } from "@scheduler-components/core";
import { rateOf } from "./rounds.ts";
import { createScheduler, type Scheduler, type SchedulerOptions } from "@scheduler-components/scheduler";

/** A scheduler whose limits let the largest fixture pass. */
export function benchScheduler(options: SchedulerOptions = {}): Scheduler {
  return createScheduler({ limits: { maxTasks: 1_000_001 }, ...options });
}

/**
 * The rate of one run, in tasks a second. The scenario is made anew for it, before the clock starts: nothing that an
 * earlier run found out about it can help.
 */
export async function runRate(scheduler: Scheduler, make: () => Scenario): Promise<number> {
  const scenario = make();
  return rateOf(scenario.nodes.length, () => runAll(scheduler, scenario));
}

/** Runs a scenario; a run that did not succeed, or left out its traces, is no measurement. */
export async function runAll(scheduler: Scheduler, scenario: Scenario): Promise<RunReport> {
  const report = await scheduler.run(scenario);
  if (report.run.status !== "succeeded" || report.traces.length !== scenario.nodes.length) {
    throw new Error(
      `The run ended ${report.run.status} with ${report.traces.length} traces: ${report.run.error?.message ?? ""}`,
    );
  }
  return report;
}
