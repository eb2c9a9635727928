import type { JsonObject, RunReport } from "@scheduler-components/core";
import { createShell } from "../../src/shell/shell.ts";
import type { ShellClock, ShellPorts } from "../../src/shell/ports.ts";
// @boundaries-ignore What the component imports, as the sources of the others give it.
import { parser } from "../../../scheduler-core/src/guest.ts";
// @boundaries-ignore As above.
import { componentApi, contextHost } from "../../../scheduler-executor/src/guest.ts";

/** Time that moves when it is waited for. */
export class WaitedClock implements ShellClock {
  readonly waits: number[] = [];
  time = 1_000;
  readonly now = (): number => 1_700_000_000_000 + this.time;
  readonly monotonic = (): number => this.time;
  readonly wait = (ms: number): void => {
    this.waits.push(ms);
    this.time += ms;
  };
}

export const noHttp: ShellPorts["httpComponent"] = {
  initComponent: () => {},
  doHttpAction: () => ({ status: "succeeded" }),
  releaseComponent: () => {},
};

export function portsOf(over: Partial<ShellPorts> = {}): ShellPorts {
  // The types of who exports a resource have a destructor that those of who imports it lack.
  const api = componentApi as ShellPorts["componentApi"];
  return { parser, contextHost, componentApi: api, httpComponent: noHttp, clock: new WaitedClock(), ...over };
}

export function reportOf(text: string, over: Partial<ShellPorts> = {}, options: JsonObject = {}): RunReport {
  return JSON.parse(createShell(portsOf(over)).runScenarioWith(text, JSON.stringify(options))) as RunReport;
}

/** The text of a scenario whose nodes carry out the actions of the same id, one after the other. */
export function chain(actions: readonly JsonObject[], top: JsonObject = {}): string {
  const nodes = actions.map(({ id }, at) => {
    const next = actions[at + 1];
    return {
      id,
      type: "action",
      action: id,
      ...(next === undefined ? {} : { edges: [{ to: next["id"], trigger: { on: "always" } }] }),
    };
  });
  return JSON.stringify({ version: "1.0", name: "test", ...top, actions: { actions }, workflows: { nodes } });
}

export function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
