import type { ComponentUsage } from "@scheduler-components/core";
import { LIMIT_NAMES, type ComponentLimits, type LimitName } from "../../policy/limits.ts";
import type { GuestUsage } from "../protocol.ts";

/** The most that any call or instance of a component has used of each limit. */
export class UsageMeter {
  readonly #limits: ComponentLimits;
  readonly #most: { [name in LimitName]: number };
  calls = 0;
  faults = 0;

  constructor(limits: ComponentLimits) {
    this.#limits = limits;
    this.#most = Object.fromEntries(LIMIT_NAMES.map((name) => [name, 0])) as { [name in LimitName]: number };
  }

  guest({ memory, tables, output, logs, edits, hostCalls, elapsed }: GuestUsage): void {
    this.saw("memory", memory);
    this.saw("tables", tables);
    this.saw("output", output);
    this.saw("logs", logs);
    this.saw("edits", edits);
    this.saw("host_calls", hostCalls);
    this.saw("timeout", elapsed);
  }

  saw(name: LimitName, amount: number): void {
    if (amount > this.#most[name]) this.#most[name] = amount;
  }

  get limits(): ComponentUsage["limits"] {
    return Object.fromEntries(LIMIT_NAMES.map((name) => [name, { used: this.#most[name], limit: this.#limits[name] }]));
  }
}
