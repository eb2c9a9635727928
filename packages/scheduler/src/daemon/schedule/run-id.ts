import { createHash } from "node:crypto";

/** What the ids of a schedule's runs begin with. */
export function runIdPrefix(scenario: string, schedule: string): string {
  const name = /^[A-Za-z_][\w-]{0,39}$/.test(schedule)
    ? schedule
    : createHash("sha256").update(schedule).digest("hex").slice(0, 8);
  return `${scenario}.${name}.`;
}

/** A time of a schedule has one run: who starts it a second time finds that it exists. */
export function runIdOf(scenario: string, schedule: string, time: number): string {
  const text = new Date(time).toISOString().replaceAll(/[-:]/g, "").replace(".000", "").replace(".", "");
  return `${runIdPrefix(scenario, schedule)}${text}`;
}
