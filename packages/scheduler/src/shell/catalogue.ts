import type { Catalogue, Manifest } from "@scheduler-components/core";
import { createStdComponent } from "@scheduler-components/executor";
import { HTTP_MANIFEST } from "@scheduler-components/actions-http";

/** What `std` waits by here: the shell itself carries `std.sleep` out, so nothing ever asks. */
const NO_TIMER = { sleep: (): Promise<void> => Promise.reject(new Error("The shell waits by itself.")) };

/** The manifests of the components that a scenario has inside a component: the world imports no others. */
export function shellCatalogue(): Catalogue {
  const std = createStdComponent({ timer: NO_TIMER }).describe();
  if (std instanceof Promise) throw new TypeError("The standard component takes time to describe itself.");
  return new Map<string, Manifest>([
    ["std", std],
    ["http", HTTP_MANIFEST],
  ]);
}
