/** Guests to measure, loaded as users load them. What only the other side needs is not here: who imports this has its time measured. */
import { join } from "node:path";
import type { ActionComponent } from "@scheduler-components/executor";
import { createComponentLoader, EMPTY_POLICY, NO_ALLOWANCE } from "@scheduler-components/scheduler";

export const HAND_WRITTEN: string = join(import.meta.dirname, "../../examples/components/wat/echo.wasm");

export interface LoadOptions {
  readonly cacheFolder?: string | null;
  /** What it may reach. */
  readonly http?: readonly string[];
}

/** A component as the command line would load it, under the id `guest`. */
export async function loadGuest(file: string, options: LoadOptions = {}): Promise<ActionComponent> {
  const { http = [], cacheFolder = null } = options;
  const components = new Map([["guest", { ...NO_ALLOWANCE, http }]]);
  const loader = createComponentLoader({
    folder: join(file, ".."),
    policy: { ...EMPTY_POLICY, components },
    sources: new Map([["guest", file]]),
    cacheFolder,
  });
  const loaded = await loader.load({ id: "guest", source: file, requests: { http: [...http] } });
  if (loaded.ok) return loaded.component;
  throw new Error(loaded.refusal.message);
}

/** One component for all runs of a row, so that its threads are as warm as the other side. */
export function kept(component: ActionComponent): ActionComponent {
  let started: Promise<void> | undefined;
  return {
    describe: () => component.describe(),
    initComponent: (config) => (started ??= Promise.resolve(component.initComponent(config))),
    executeAction: (action, context) => component.executeAction(action, context),
    releaseComponent: () => {},
  };
}
