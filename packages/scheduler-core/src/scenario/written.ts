/**
 * A scenario as people write it: the shape of `scenario.schema.json`, keys in snake_case, durations and sizes as text,
 * shorthand allowed. `normalizeScenario` gives the understood form.
 */
import type { JsonObject, JsonValue } from "../json/value.ts";
import type { Delivery, ItemFailureMode } from "./options.ts";
import type { FailureMode, JoinMode, NodeType, TriggerOn } from "./scenario.ts";
import type { MissedRuns, OverlappingRuns } from "./schedule.ts";

export interface WrittenScenario {
  readonly version: "1.0";
  readonly name: string;
  readonly description?: string;
  readonly inputs?: JsonObject;
  readonly secrets?: readonly string[];
  readonly components?: readonly WrittenComponent[];
  readonly defaults?: { readonly timeout?: string; readonly retry?: WrittenRetry; readonly delivery?: Delivery };
  readonly schedule?: WrittenSchedule | readonly WrittenSchedule[];
  readonly on_failure?: FailureMode;
  readonly deadline?: string;
  readonly concurrency_groups?: { readonly [name: string]: number };
  readonly workbook?: { readonly resources?: readonly WrittenResource[] };
  readonly actions?: { readonly actions?: readonly WrittenAction[] };
  readonly workflows: { readonly nodes: readonly WrittenNode[] };
}

/** With exactly one of `cron`, `every` and `at`. */
export interface WrittenSchedule {
  readonly id?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly every?: string;
  readonly at?: string;
  readonly missed?: MissedRuns;
  readonly overlap?: OverlappingRuns;
  readonly inputs?: JsonObject;
}

export interface WrittenComponent {
  readonly id: string;
  /** The built-in `std` and `http` have none. */
  readonly source?: string;
  readonly sha256?: string;
  readonly config?: JsonValue;
  readonly requests?: WrittenRequests;
  readonly concurrency_group?: string;
  readonly rate_limit?: WrittenRateLimit;
}

export interface WrittenRateLimit {
  readonly count: number;
  readonly per: string;
}

export interface WrittenRequests {
  readonly http?: readonly string[];
  readonly env?: readonly string[];
  readonly secrets?: readonly string[];
  readonly memory?: string;
  readonly timeout?: string;
  readonly output?: string;
  readonly logs?: string;
  readonly bytes_in?: string;
  readonly bytes_out?: string;
  readonly tables?: number;
  readonly instances?: number;
  readonly edits?: number;
  readonly host_calls?: number;
}

export interface WrittenResource {
  readonly id: string;
  readonly type: string;
  readonly properties?: JsonObject;
}

export interface WrittenRetry {
  readonly attempts?: number;
  readonly delay?: string;
  readonly factor?: number;
  readonly max_delay?: string;
  readonly jitter?: boolean;
}

export interface WrittenExport {
  readonly type: "variable" | "metric";
  readonly name: string;
  readonly default?: JsonValue;
  readonly value: string;
  readonly scope?: "run" | "task";
}

export interface WrittenAction {
  readonly id: string;
  /** `component.operation`, or a bare HTTP verb. */
  readonly call: string;
  readonly with?: JsonObject;
  readonly priority?: number;
  readonly timeout?: string;
  readonly retry?: WrittenRetry;
  readonly delivery?: Delivery;
  readonly concurrency_group?: string;
  readonly rate_limit?: WrittenRateLimit;
  readonly compensate?: WrittenCompensation;
  readonly export?: readonly WrittenExport[];
}

/** What undoes what the action did, when the run ends without success. */
export interface WrittenCompensation {
  readonly call: string;
  readonly with?: JsonObject;
  readonly timeout?: string;
  readonly retry?: WrittenRetry;
}

export interface WrittenTrigger {
  readonly on?: TriggerOn;
  readonly condition?: string;
}

export interface WrittenEdge {
  readonly to: string;
  readonly label?: string;
  readonly trigger?: WrittenTrigger;
}

export interface WrittenNode {
  readonly id: string;
  readonly type: NodeType;
  readonly action?: string;
  readonly with?: JsonObject;
  /** One `{{ }}` that gives a list; the three below it say more of it. */
  readonly for_each?: string;
  readonly as?: string;
  readonly concurrency?: number;
  readonly on_item_failure?: ItemFailureMode;
  readonly priority?: number;
  readonly join?: JoinMode;
  readonly max_visits?: number;
  readonly terminate?: boolean;
  readonly edges?: readonly WrittenEdge[];
}
