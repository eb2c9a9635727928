/** The two packagings of the scheduler as a component: the sources, and what they are compiled to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { linkComponents, type LinkedExports, type LinkPart } from "@scheduler-components/scheduler";
import { createShell, type Shell } from "../../../packages/scheduler/src/shell/shell.ts";
import type { ShellPorts } from "../../../packages/scheduler/src/shell/ports.ts";
import { parser } from "../../../packages/scheduler-core/src/guest.ts";
import { SteppingClock } from "./clock.ts";
import { wasiOf } from "./wasi.ts";
import { componentApi, contextHost } from "../../../packages/scheduler-executor/src/guest.ts";

export type Http = ShellPorts["httpComponent"];

export const nativePorts = (httpComponent: Http, over: Partial<ShellPorts> = {}): ShellPorts => ({
  parser,
  contextHost,
  // The types of who exports a resource have a destructor that those of who imports it lack.
  componentApi: componentApi as ShellPorts["componentApi"],
  httpComponent,
  clock: new SteppingClock(),
  ...over,
});

export const nativeShell = (http: Http): Shell => createShell(nativePorts(http));

const compiledPart = (folder: string): LinkPart => ({
  wasm: readFileSync(join(import.meta.dirname, "../../../packages", folder, "component/component.wasm")),
});

/** All three compiled, and linked; `pnpm test` builds them. */
export async function compiledShell(http: Http): Promise<Shell> {
  const { scheduler } = await linkComponents(
    {
      core: compiledPart("scheduler-core"),
      executor: compiledPart("scheduler-executor"),
      scheduler: compiledPart("scheduler"),
      http: { native: { "scheduler:actions-http/http-component": http } },
    },
    { imports: wasiOf(new SteppingClock()).imports },
  );
  return scheduler as LinkedExports & Shell;
}
