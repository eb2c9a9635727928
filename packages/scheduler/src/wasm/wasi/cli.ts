/** `wasi:cli`: output into the log, the variables that were granted, and otherwise nothing. */
import { uintOf, variantOf } from "./arguments.ts";
import { defineInterface, defineResource } from "./resource.ts";
import type { Streams } from "./streams.ts";
import { invalidUse, type World } from "./world.ts";

export function createEnvironment(world: World): object {
  return defineInterface(world, {
    // Fresh each time: what is given out is read by the component's own declaration, and never ours to share.
    getEnvironment: () => world.ports.environment.map(([name, value]) => [name, value]),
    getArguments: () => [],
    initialCwd: () => undefined,
  });
}

export function createExit(world: World): object {
  const exit = (ok: boolean): never => {
    world.ports.exit(ok);
    return invalidUse("exit came back");
  };
  return defineInterface(world, {
    exit: (status) => exit(variantOf(status).tag === "ok"),
    exitWithCode: (code) => exit(uintOf(code, 255) === 0),
  });
}

/** Closed from the start. */
export function createStdin(world: World, { InputStream }: Streams): object {
  return defineInterface(world, { getStdin: () => InputStream.make({ take: () => undefined }) });
}

export function createOutput(world: World, { OutputStream }: Streams, stream: "stdout" | "stderr"): object {
  const get = (): object =>
    OutputStream.make({
      write: (bytes) => void (bytes.byteLength > 0 && world.ports.write(stream, bytes)),
      closed: () => false,
    });
  return defineInterface(world, stream === "stdout" ? { getStdout: get } : { getStderr: get });
}

/** There is no terminal, so there is never a resource of it; the class has to be there all the same. */
export function createTerminal(world: World, name: "TerminalInput" | "TerminalOutput"): object {
  return defineInterface(world, {}, { [name]: defineResource(world, name, { methods: {} }) });
}

export function createTerminalOf(world: World, name: "Stdin" | "Stdout" | "Stderr"): object {
  return defineInterface(world, { [`getTerminal${name}`]: () => undefined });
}
