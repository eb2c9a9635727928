import type { Action, ActionComponent, ActionContext, ActionOutcome, Manifest } from "@scheduler-components/executor";
import { executeHttpAction } from "./execute.ts";
import { HTTP_MANIFEST } from "./manifest/manifest.ts";
import type { HttpOptions } from "./options.ts";
import type { Setup } from "./setup.ts";
import { nativeSetup } from "./undici/setup.ts";

/**
 * The HTTP component: the calls `get`, `head`, `post`, `put`, `patch`, `delete` and `options`. Connections are kept until
 * `releaseComponent`, after which it can be used again. undici is loaded with the first request.
 *
 * Throws a `TypeError` if the policy has a line that is no entry.
 *
 * @example
 * const http = createHttpComponent({ policy: { allow: ["https://api.example.com"] } });
 * const outcome = await http.executeAction({ id: "probe", call: "http.get", parameters: { url: "https://api.example.com/" } }, context);
 */
export function createHttpComponent(options: HttpOptions = {}): ActionComponent {
  return new HttpComponent(nativeSetup(options));
}

class HttpComponent implements ActionComponent {
  readonly #setup: Setup;

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  describe(): Manifest {
    return HTTP_MANIFEST;
  }

  initComponent(): void {}

  executeAction(action: Action, context: ActionContext): ActionOutcome | Promise<ActionOutcome> {
    return executeHttpAction(this.#setup, action, context);
  }

  releaseComponent(): Promise<void> {
    return this.#setup.transport.close();
  }
}
