/**
 * The system as the transpiler sees it: none. Files, environment, arguments and input are empty, output is kept for a message,
 * and only random bytes are what they say: its hash tables are seeded with them.
 *
 * It takes the place of `@bytecodealliance/preview2-shim`, which would give all that this process has.
 */

/** What the transpiler wrote: the reason, where it stopped. */
export function said(): string {
  return output.trim();
}

const MOST_OUTPUT = 4096;
let output = "";

class InputStream {}

class OutputStream {
  checkWrite(): bigint {
    return 65_536n;
  }
  write(bytes: Uint8Array): void {
    if (output.length < MOST_OUTPUT) output += new TextDecoder().decode(bytes).slice(0, MOST_OUTPUT);
  }
  blockingWriteAndFlush(bytes: Uint8Array): void {
    this.write(bytes);
  }
  flush(): void {}
  blockingFlush(): void {}
}

class Descriptor {}
class DirectoryEntryStream {}
class TerminalInput {}
class TerminalOutput {}
class SystemError {}

type Interface = Readonly<Record<string, unknown>>;

const nothing = (): undefined => undefined;
const input = new InputStream();
const out = new OutputStream();

export const environment: Interface = { getEnvironment: (): [] => [], getArguments: (): [] => [], initialCwd: nothing };
export const exit: Interface = {
  exit: (): never => {
    throw new Error("the transpiler ended by itself");
  },
};
export const stdin: Interface = { InputStream, getStdin: (): InputStream => input };
export const stdout: Interface = { OutputStream, getStdout: (): OutputStream => out };
export const stderr: Interface = { OutputStream, getStderr: (): OutputStream => out };
export const terminalInput: Interface = { TerminalInput };
export const terminalOutput: Interface = { TerminalOutput };
export const terminalStdin: Interface = { TerminalInput, getTerminalStdin: nothing };
export const terminalStdout: Interface = { TerminalOutput, getTerminalStdout: nothing };
export const terminalStderr: Interface = { TerminalOutput, getTerminalStderr: nothing };
export const preopens: Interface = { Descriptor, getDirectories: (): [] => [] };
export const types: Interface = { Descriptor, DirectoryEntryStream, filesystemErrorCode: nothing };
export const error: Interface = { Error: SystemError };
export const streams: Interface = { InputStream, OutputStream };
export const random: Interface = {
  getRandomBytes: (length: bigint): Uint8Array => crypto.getRandomValues(new Uint8Array(Number(length))),
  getRandomU64: (): bigint => crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n,
};
