import type { JsonObject, JsonValue, LogEntry, WbsEdge, WbsEdit, WbsTask } from "@scheduler-components/core";
import { AttemptContext, cancelContext, closeContext, peekContext } from "../context/action-context.ts";
import type { ContextLimits } from "../context/limits.ts";
import type { ActionContext } from "../contract/context.ts";

/** The run that a fake context shows, as far as a test cares. */
export interface FakeContextOptions {
  /** `run` unless said. */
  readonly runId?: string;
  /** `task` unless said. */
  readonly taskId?: string;
  /** 1 unless said. */
  readonly visit?: number;
  /** 1 unless said. */
  readonly attempt?: number;
  /** In milliseconds since the Unix epoch. Nothing happens by itself then: call `cancel("timed-out")`. */
  readonly deadline?: number;
  /** By id: the properties of a resource, with its `type`. */
  readonly resources?: { readonly [id: string]: JsonObject };
  readonly exports?: { readonly [name: string]: JsonValue };
  /** Tasks of the run; what is left out is a waiting task in lane 32 that was never visited. */
  readonly tasks?: readonly (Partial<WbsTask> & { readonly id: string })[];
  readonly edges?: readonly WbsEdge[];
  readonly limits?: ContextLimits;
}

/** A real action context on a made-up run; what the component asked for can be read at any time. */
export interface FakeContext extends ActionContext {
  readonly edits: readonly WbsEdit[];
  readonly logs: readonly LogEntry[];
  readonly redactions: readonly string[];
  readonly toleratesRefusedEdits: boolean;
  /** As the engine does when the run is cancelled or the deadline is reached. */
  cancel(code?: "cancelled" | "timed-out"): void;
  /** As the engine does when the attempt has ended. */
  end(): void;
}

/**
 * @example
 * const context = fakeContext({ resources: { api: { type: "http_endpoint", port: 8080 } } });
 * await component.executeAction({ id: "a", call: "greet.hello", parameters: { name: "Ada" } }, context);
 * expect(context.logs).toEqual([{ level: "info", message: "greeted Ada" }]);
 */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  return new RecordingContext(options);
}

class RecordingContext extends AttemptContext implements FakeContext {
  constructor(options: FakeContextOptions) {
    const resources = new Map(Object.entries(options.resources ?? {}));
    const exports = new Map(Object.entries(options.exports ?? {}));
    const tasks = new Map((options.tasks ?? []).map((task) => [task.id, { ...UNVISITED, ...task }]));
    const view = {
      runId: options.runId ?? "run",
      ...(options.limits === undefined ? undefined : { limits: options.limits }),
      getResource: (id: string) => resources.get(id),
      getExport: (name: string) => exports.get(name),
      getTask: (id: string) => tasks.get(id),
      getEdges: (id: string) => (options.edges ?? []).filter((edge) => edge.from === id),
    };
    super(view, options.taskId ?? "task", options.visit ?? 1, options.attempt ?? 1, options.deadline);
  }

  get edits(): readonly WbsEdit[] {
    return peekContext(this).edits;
  }

  get logs(): readonly LogEntry[] {
    return peekContext(this).logs;
  }

  get redactions(): readonly string[] {
    return peekContext(this).redactions;
  }

  get toleratesRefusedEdits(): boolean {
    return peekContext(this).tolerateRefusedEdits;
  }

  cancel(code: "cancelled" | "timed-out" = "cancelled"): void {
    cancelContext(this, code);
  }

  end(): void {
    closeContext(this);
  }
}

const UNVISITED = { status: "waiting", visits: 0, priority: 32 } as const;
