import { createWriteStream, type WriteStream } from "node:fs";
import { resolve } from "node:path";
import type { RunReport } from "@scheduler-components/core";
import type { Observer } from "../engine/notification.ts";
import { junitReport } from "../report/junit.ts";
import { createPaint } from "../report/paint.ts";
import { prettyReport } from "../report/pretty.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { jsonText, resultColour, writeResult } from "./result.ts";

/** Prints a run: as it goes (`ndjson`) or once it is over. */
export interface Reporter {
  readonly observe: Observer;
  readonly finish: (report: RunReport) => Promise<void>;
}

/** `gone` is called once when nobody reads the stream of notifications any more. */
export function createReporter(args: Arguments, io: Io, gone: () => void): Reporter {
  const format = args.text("format") ?? "pretty";
  if (format === "ndjson") return streamReporter(args, io, gone);
  return {
    observe: () => {},
    finish: async (report) => writeResult(args, io, render(format, report, resultColour(args, io))),
  };
}

function render(format: string, report: RunReport, colour: boolean): string {
  if (format === "json") return jsonText(report);
  if (format === "junit") return junitReport(report);
  return prettyReport(report, createPaint(colour));
}

function streamReporter(args: Arguments, io: Io, gone: () => void): Reporter {
  const name = args.text("output");
  const file = name === undefined ? undefined : createWriteStream(resolve(io.cwd, name));
  let fault: Error | undefined;
  file?.on("error", (error) => {
    fault ??= error;
  });
  let left = false;
  return {
    observe: (notification) => {
      const line = `${JSON.stringify(notification)}\n`;
      if (file) file.write(line);
      else void io.stdout.write(line);
      if (!left && (fault || io.stdout.closed())) {
        left = true;
        gone();
      }
    },
    finish: async () => {
      if (file) await ended(file);
      else await io.stdout.flush();
      if (fault) throw new UsageError(`Cannot write ${name}: ${fault.message}.`, { cause: fault });
    },
  };
}

function ended(file: WriteStream): Promise<void> {
  return new Promise((resolvePromise) => {
    file.once("close", () => resolvePromise());
    file.end();
  });
}
