/**
 * The HTTP connections of all runs of a daemon: a run releases its component, and the connections stay for the next.
 *
 * 1. What may be reached is the operator's, and the same for each run; files of bodies are those of one folder, so each folder has its own.
 * 2. Connections are bounded by the component's options, however many runs there are; `close` ends all of them.
 */
import type { HttpOptions } from "@scheduler-components/actions-http";
import type { ActionComponent } from "@scheduler-components/executor";

export class SharedHttp {
  readonly #made = new Map<string, Promise<ActionComponent>>();

  /** Makes what the runs of a folder's scenarios share, when one of them first needs it. */
  source(folder: string, options: HttpOptions): () => Promise<ActionComponent> {
    return async () => {
      let made = this.#made.get(folder);
      if (made === undefined) this.#made.set(folder, (made = make(options)));
      return lent(await made);
    };
  }

  async close(): Promise<void> {
    const made = [...this.#made.values()];
    this.#made.clear();
    for (const component of await Promise.all(made)) await component.releaseComponent();
  }
}

async function make(options: HttpOptions): Promise<ActionComponent> {
  // Loaded when first needed: its HTTP library costs more to start than the engine.
  const { createHttpComponent } = await import("@scheduler-components/actions-http");
  return createHttpComponent(options);
}

/** Whoever borrows it cannot release it. */
function lent(component: ActionComponent): ActionComponent {
  return {
    describe: () => component.describe(),
    initComponent: () => {},
    executeAction: (action, context) => component.executeAction(action, context),
    releaseComponent: () => {},
  };
}
