import type { Io } from "./io.ts";
import { main } from "./main.ts";
import { processSink } from "./process-sink.ts";

/** Runs the command line on this process, and ends it. */
export async function runProcess(): Promise<void> {
  const env = process.env;
  const stderr = processSink({ fd: 2, stream: () => process.stderr }, env);
  const io: Io = {
    // Looked at only when a verb reads it: the stream costs time to make.
    get stdin() {
      return process.stdin;
    },
    stdout: processSink({ fd: 1, stream: () => process.stdout, before: () => void stderr.flush() }, env),
    stderr,
    env,
    cwd: process.cwd(),
  };
  let code: number;
  try {
    code = await main(process.argv.slice(2), io);
  } catch (error) {
    await io.stderr.write(
      `Internal error, please report it.\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    code = 70;
  }
  await io.stdout.flush();
  const fault = io.stdout.fault();
  if (fault) {
    await io.stderr.write(`error: Cannot write to stdout: ${fault.message}.\n`);
    code = 2;
  }
  // A component that never returned may hold timers or sockets: what was to be written is written, so the process ends here.
  process.exit(code);
}
