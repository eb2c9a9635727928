import type { Run } from "./run.ts";

/** An attempt of an action, and when it began. */
export type RecentStart = readonly [action: string, startedAt: number];

/** What a rate limit may still count of the attempts that have ended, the traces that the run does not hold any more included. */
export function recentStarts(run: Run): readonly RecentStart[] {
  const { scenario, state, traces, recent } = run;
  const ofComponents = scenario.componentRateLimits ?? {};
  const rated = new Set(scenario.actions.filter(({ rateLimit }) => rateLimit !== undefined).map(({ id }) => id));
  const limits = [...scenario.actions.map(({ rateLimit }) => rateLimit), ...Object.values(ofComponents)];
  const longest = limits.reduce((most, limit) => Math.max(most, limit?.per ?? 0), 0);
  if (longest === 0) return [];
  const since = state.now - longest;
  const found = recent.filter(([, startedAt]) => startedAt > since);
  for (const { action, call, startedAt } of traces) {
    const counts = rated.has(action) || Object.hasOwn(ofComponents, call.slice(0, call.indexOf(".")));
    if (counts && startedAt > since) found.push([action, startedAt]);
  }
  return found;
}
