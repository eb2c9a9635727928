import type { ShellClock } from "../../../packages/scheduler/src/shell/ports.ts";

/** Time that moves when it is waited for, and by a hair whenever it is looked at. */
export class SteppingClock implements ShellClock {
  readonly waits: number[] = [];
  time = 1_000;
  readonly now = (): number => 1_700_000_000_000 + this.time;
  readonly monotonic = (): number => (this.time += 0.001);
  readonly wait = (ms: number): void => {
    this.waits.push(ms);
    this.time += ms;
  };
}
