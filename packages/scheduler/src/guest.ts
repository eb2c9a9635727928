/**
 * The guest entry: exactly what the world `scheduler` of `wit/main` exports, to be compiled to a component. It joins the shell to
 * what the component imports.
 */
import { parseScenario, checkScenario } from "scheduler:core-libs/parser@0.1.0";
import { makeContext, takeYield } from "scheduler:executor/context-host@0.1.0";
import { executeAction } from "scheduler:executor/component-api@0.1.0";
import { initComponent, doHttpAction, releaseComponent } from "scheduler:actions-http/http-component@0.1.0";
import { getArguments, getEnvironment } from "wasi:cli/environment@0.2.12";
import { getStdin } from "wasi:cli/stdin@0.2.12";
import { getStdout } from "wasi:cli/stdout@0.2.12";
import { getStderr } from "wasi:cli/stderr@0.2.12";
import { now as monotonicNow, subscribeDuration } from "wasi:clocks/monotonic-clock@0.2.12";
import { now as wallNow } from "wasi:clocks/wall-clock@0.2.12";
import { getDirectories } from "wasi:filesystem/preopens@0.2.12";
import { runCommand, type CommandPorts } from "./shell/command.ts";
import type { ShellClock, ShellPorts } from "./shell/ports.ts";
import { createShell } from "./shell/shell.ts";
import { readFileIn } from "./shell/wasi/files.ts";
import { readStream, writeText } from "./shell/wasi/streams.ts";
import { drop } from "./shell/wasi/types.ts";

const clock: ShellClock = {
  now: () => {
    const { seconds, nanoseconds } = wallNow();
    return Number(seconds) * 1_000 + nanoseconds / 1_000_000;
  },
  monotonic: () => Number(monotonicNow()) / 1_000_000,
  wait: (ms) => {
    const due = subscribeDuration(BigInt(Math.ceil(ms * 1_000_000)));
    due.block();
    drop(due);
  },
};

const ports: ShellPorts = {
  parser: { parseScenario, checkScenario },
  contextHost: { makeContext, takeYield },
  componentApi: { executeAction },
  httpComponent: { initComponent, doHttpAction, releaseComponent },
  clock,
};

const command: CommandPorts = {
  arguments: () => getArguments().slice(1),
  environment: () => new Map(getEnvironment()),
  readFile: (path, maxBytes) => readFileIn(getDirectories(), path, maxBytes),
  readStdin: (maxBytes) => readStream(getStdin, maxBytes),
  stdout: (text) => writeText(getStdout, text),
  stderr: (text) => writeText(getStderr, text),
};

const shell = createShell(ports);

export const runScenario: (yaml: string) => string = shell.runScenario;
export const runScenarioWith: (yaml: string, options: string) => string = shell.runScenarioWith;
export const run: { readonly run: () => void } = {
  run: () => {
    // What is thrown becomes `result::err`, and that exit code 1.
    // oxlint-disable-next-line no-throw-literal -- an Error would be a trap in some guests.
    if (!runCommand(ports, command)) throw undefined;
  },
};
