import type { JsonValue, LogEntry, WbsTask, WbsEdge } from "@scheduler-components/core";
import type { ActionContext } from "../contract/context.ts";
import type { ContextLimits } from "./limits.ts";

/**
 * What a shell lets contexts see of its run: one object for the whole run. Every method answers from the present state.
 */
export interface RunView {
  readonly runId: string;
  /** `DEFAULT_CONTEXT_LIMITS` where absent. */
  readonly limits?: ContextLimits;
  /** The properties of a resource with its `type`, as an object. */
  getResource(id: string): JsonValue | undefined;
  getExport(name: string): JsonValue | undefined;
  getTask(id: string): WbsTask | undefined;
  getEdges(id: string): readonly WbsEdge[];
  /** Told of every log entry that is kept, at once. */
  logged?(entry: LogEntry, context: ActionContext): void;
  /** Told of every value to redact, at once: it counts from then on. */
  redacted?(value: string): void;
}
