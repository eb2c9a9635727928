/** The two packagings of the scheduler as a component: the sources, and what they are compiled to. */
import { createShell, type Shell } from "../../../packages/scheduler/src/shell/shell.ts";
import type { ShellClock, ShellPorts } from "../../../packages/scheduler/src/shell/ports.ts";
import { parser } from "../../../packages/scheduler-core/src/guest.ts";
import { componentApi, contextHost } from "../../../packages/scheduler-executor/src/guest.ts";

export type Http = ShellPorts["httpComponent"];

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

export const nativePorts = (httpComponent: Http, over: Partial<ShellPorts> = {}): ShellPorts => ({
  parser,
  contextHost,
  // The types of who exports a resource have a destructor that those of who imports it lack.
  componentApi: componentApi as ShellPorts["componentApi"],
  httpComponent,
  clock: new SteppingClock(),
  ...over,
});

export const nativeShell = (http: Http): Shell => createShell(nativePorts(http));
