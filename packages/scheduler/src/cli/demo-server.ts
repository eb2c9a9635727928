import { resolve } from "node:path";
import { parseDemoConfig, type DemoServerConfig } from "../demo-server/config.ts";
import { startDemoServer } from "../demo-server/server.ts";
import { wholeNumber, type Arguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { messageOf, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { createLog } from "./log.ts";
import { readValueFile } from "./document.ts";
import { writeResult } from "./result.ts";
import { untilSignal } from "./signals.ts";

export const demoServer: Command = {
  spec: {
    name: "demo-server",
    summary:
      "Serves HTTP on the loopback interface until it is interrupted: GET and POST /asset, GET /get, /json and /health, POST /post.",
    operands: "",
    least: 0,
    most: 0,
    options: {
      port: {
        type: "string",
        short: "p",
        value: "PORT",
        description: "the port to listen on; 0 takes a free one (default 8080)",
      },
      config: {
        type: "string",
        value: "FILE",
        description: "YAML or JSON: asset (body of GET /asset), delayMs, failFirst",
      },
    },
    notes: "The result, printed as soon as the server listens, is its URL.",
    examples: ["scheduler demo-server", "scheduler demo-server --port 0 --config demo.yaml"],
  },
  run: async (args, io) => {
    const log = createLog(args, io);
    const port = wholeNumber(args, "port", 0, 65_535) ?? 8080;
    const config = await demoConfig(args, io);
    const interrupted = untilSignal();
    const server = await startDemoServer({ port, config }).catch((error: unknown) => {
      throw new UsageError(`Cannot listen on 127.0.0.1:${port}: ${messageOf(error)}.`, {
        hint: "--port 0 takes a free port.",
        cause: error,
      });
    });
    await writeResult(args, io, `${server.url}\n`);
    log.line("info", "Serving until interrupted (Ctrl-C).");
    await interrupted;
    await server.close();
    return 0;
  },
};

async function demoConfig(args: Arguments, io: Io): Promise<Partial<DemoServerConfig>> {
  const file = args.text("config");
  if (file === undefined) return {};
  const checked = parseDemoConfig(await readValueFile(resolve(io.cwd, file), "--config"));
  if (!checked.ok) throw new UsageError(`${file}: ${checked.message}.`);
  return checked.config;
}
