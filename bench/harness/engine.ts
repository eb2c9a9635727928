import type { RunReport, Scenario } from "@scheduler-components/core";
import { createScheduler, type Scheduler, type SchedulerOptions } from "@scheduler-components/scheduler";

/** A scheduler whose limits let the largest fixture pass. */
export function benchScheduler(options: SchedulerOptions = {}): Scheduler {
  return createScheduler({ limits: { maxTasks: 1_000_001 }, ...options });
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
