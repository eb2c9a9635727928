/**
 * Watches the times of all schedules. Owns where each stands, and one timer, set to the next time of any of them. What happens at a time is
 * somebody else's (`line.ts`).
 *
 * 1. Nobody polls: without schedules, or with none that has times left, there is no timer.
 * 2. Where a schedule stands is kept once what was to be done at a time is settled: a process that dies before that finds it missed.
 * 3. Where it cannot be kept, that is told, and every schedule goes on.
 */
import type { ScheduleDef } from "@scheduler-components/core";
import type { Clock } from "../../engine/clock.ts";
import { planDue, LATE_AFTER_MS } from "./plan.ts";
import { timesOf, type Times } from "./times.ts";

export interface Schedule {
  readonly scenario: string;
  readonly def: ScheduleDef;
}

/** Where schedules stood, over the ends of processes. */
export interface Marks {
  readonly scheduleMark: (scenario: string, schedule: string) => number | undefined;
  readonly markSchedule: (scenario: string, schedule: string, time: number) => void;
}

export interface TimekeeperPorts {
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly marks: Marks;
  /** A time has come. `settled`: it needs no making up for any more. */
  readonly due: (schedule: Schedule, time: number, settled: () => void) => void;
  /** Times were missed, and no run is started for them. */
  readonly dropped: (schedule: Schedule, count: number) => void;
  /** Where a schedule stands could not be kept: after a restart the time may be found missed. */
  readonly unmarked: (schedule: Schedule, error: unknown) => void;
}

interface Place extends Schedule {
  readonly times: Times;
  mark: number;
  next: number | undefined;
}

export class Timekeeper {
  readonly #ports: TimekeeperPorts;
  readonly #places = new Map<string, readonly Place[]>();
  #stopTimer: (() => void) | undefined;
  #stopped = false;

  constructor(ports: TimekeeperPorts) {
    this.#ports = ports;
  }

  /** The schedules of a scenario from here on. Times that passed since they were last kept are looked at now. */
  set(scenario: string, defs: readonly ScheduleDef[]): void {
    const { marks, clock } = this.#ports;
    const before = new Map(this.#places.get(scenario)?.map((place) => [place.def.id, place]));
    const now = clock.now();
    const places = defs.map((def): Place => {
      const times = timesOf(def.times);
      const known = before.get(def.id)?.mark ?? marks.scheduleMark(scenario, def.id);
      // What is seen for the first time has missed nothing.
      if (known === undefined) this.#mark({ scenario, def }, now);
      const mark = known ?? now;
      return { scenario, def, times, mark, next: times.after(mark) };
    });
    if (places.length === 0) this.#places.delete(scenario);
    else this.#places.set(scenario, places);
    for (const place of places) this.#look(place, now, before.has(place.def.id) ? LATE_AFTER_MS : 0);
    this.#arm();
  }

  /** When a schedule comes next. */
  next(scenario: string, schedule: string): number | undefined {
    return this.#places.get(scenario)?.find(({ def }) => def.id === schedule)?.next;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimer?.();
  }

  #look(place: Place, now: number, lateAfterMs: number): void {
    const plan = planDue(place.times, place.def.missed, place.mark, now, lateAfterMs);
    if (plan === undefined) return;
    const { due, dropped } = this.#ports;
    place.mark = plan.mark;
    place.next = place.times.after(plan.mark);
    if (plan.dropped > 0) dropped(place, plan.dropped);
    if (plan.fires.length === 0) this.#mark(place, plan.mark);
    for (const time of plan.fires) due(place, time, () => this.#mark(place, time));
  }

  #mark(schedule: Schedule, time: number): void {
    const { marks, unmarked } = this.#ports;
    try {
      marks.markSchedule(schedule.scenario, schedule.def.id, time);
    } catch (error) {
      unmarked(schedule, error);
    }
  }

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#stopped) return;
    let next = Infinity;
    for (const places of this.#places.values())
      for (const place of places) next = Math.min(next, place.next ?? Infinity);
    if (next === Infinity) return;
    const { clock } = this.#ports;
    this.#stopTimer = clock.setTimer(Math.max(0, next - clock.now()), () => {
      const now = clock.now();
      for (const places of this.#places.values())
        for (const place of places)
          if (place.next !== undefined && place.next <= now) this.#look(place, now, LATE_AFTER_MS);
      this.#arm();
    });
  }
}
