/** The part of a run that a test cares for. */
export interface Run {
  /** `task` unless said. */
  readonly taskId?: string;
  readonly cancelled?: boolean;
  getResource?(id: string): unknown;
  getExport?(name: string): unknown;
}

/** What a component asked of its context, in order: the name of the function, and what it was given. */
export type RecordedCall = readonly [name: string, ...given: unknown[]];

/** Functions that only ask for something: what they were given is recorded. */
const ASKING = [
  "registerAction",
  "addTask",
  "updateTask",
  "removeTask",
  "addEdge",
  "removeEdge",
  "tolerateRefusedEdits",
  "log",
  "redact",
] as const;

/** The resource `action-context` with made-up answers. Its class is made for each guest, since a guest links the class. */
export function contextClass(): {
  readonly ActionContext: new () => object;
  readonly start: (run: Run) => { readonly context: object; readonly asked: RecordedCall[] };
} {
  class ActionContext {
    run: Run = {};
    readonly asked: RecordedCall[] = [];
    runId(): string {
      return "run";
    }
    taskId(): string {
      return this.run.taskId ?? "task";
    }
    visit(): number {
      return 1;
    }
    attempt(): number {
      return 1;
    }
    deadline(): undefined {}
    idempotencyKey(): string {
      return "run/task/1";
    }
    getResource(id: string): string | undefined {
      return jsonOf(this.run.getResource?.(id));
    }
    getExport(name: string): string | undefined {
      return jsonOf(this.run.getExport?.(name));
    }
    getTask(): undefined {}
    getEdges(): object[] {
      return [];
    }
    isCancelled(): boolean {
      return this.run.cancelled ?? false;
    }
    [Symbol.dispose](): void {
      this.asked.push(["disposed"]);
    }
  }
  for (const name of ASKING) {
    Object.defineProperty(ActionContext.prototype, name, {
      value(this: ActionContext, ...given: unknown[]) {
        // As JSON: what is undefined in one guest is left out in another.
        this.asked.push([name, ...(JSON.parse(JSON.stringify(given)) as unknown[])]);
      },
    });
  }
  return {
    ActionContext,
    start(run) {
      const context = new ActionContext();
      context.run = run;
      return { context, asked: context.asked };
    },
  };
}

/** The JSON text of a value; nothing stays nothing. */
function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
