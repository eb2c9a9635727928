import type { JsonValue } from "../json/value.ts";
import type { ActionError, ActionStatus } from "../outcome/outcome.ts";
import type { Trace } from "./report.ts";

/** One hidden class for every trace, all properties from the start: a run keeps hundreds of thousands. */
export class TraceRecord implements Trace {
  readonly seq: number;
  readonly task: string;
  readonly visit: number;
  readonly attempt: number;
  readonly action: string;
  readonly call: string;
  readonly lane: number;
  readonly status: ActionStatus;
  readonly detail: string | null;
  readonly output: JsonValue;
  readonly error: ActionError | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly waitMs: number;
  readonly exports: Trace["exports"];
  readonly cut: Trace["cut"];

  constructor(
    seq: number,
    task: string,
    visit: number,
    attempt: number,
    action: string,
    call: string,
    lane: number,
    status: ActionStatus,
    detail: string | null,
    output: JsonValue,
    error: ActionError | null,
    startedAt: number,
    durationMs: number,
    waitMs: number,
    exports: Trace["exports"],
    cut: Trace["cut"],
  ) {
    this.seq = seq;
    this.task = task;
    this.visit = visit;
    this.attempt = attempt;
    this.action = action;
    this.call = call;
    this.lane = lane;
    this.status = status;
    this.detail = detail;
    this.output = output;
    this.error = error;
    this.startedAt = startedAt;
    this.durationMs = durationMs;
    this.waitMs = waitMs;
    this.exports = exports;
    this.cut = cut;
  }
}
