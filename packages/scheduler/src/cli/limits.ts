import {
  DEFAULT_DOCUMENT_LIMITS,
  DEFAULT_RUN_LIMITS,
  parseSize,
  type DocumentLimits,
  type RunLimits,
} from "@scheduler-components/core";
import { assignment, type Arguments } from "./arguments.ts";
import type { OptionSpecs } from "./command.ts";
import { UsageError } from "./failure.ts";
import { suggestion } from "./suggestion.ts";

/** Limits that the operator raises or lowers. */
export interface OperatorLimits {
  readonly document: Partial<DocumentLimits>;
  readonly run: Partial<RunLimits>;
}

export const DOCUMENT_LIMIT_OPTION: OptionSpecs = limitOption([...Object.keys(DEFAULT_DOCUMENT_LIMITS), "maxRunDepth"]);

export const RUN_LIMIT_OPTION: OptionSpecs = limitOption([
  ...Object.keys(DEFAULT_RUN_LIMITS),
  ...Object.keys(DEFAULT_DOCUMENT_LIMITS),
]);

function limitOption(names: readonly string[]): OptionSpecs {
  const description = `another bound, a number or a size: ${names.join(", ")}`;
  return { limit: { type: "string", multiple: true, value: "NAME=VALUE", description } };
}

/** What `--limit` says. Throws `UsageError` on a name that is no limit here, and on what is no amount. */
export function readLimits(args: Arguments, kinds: "document" | "run and document"): OperatorLimits {
  const document: Record<string, number> = {};
  const run: Record<string, number> = {};
  for (const text of args.list("limit")) {
    const [name, value] = assignment("--limit", text, "maxBytes=20MiB");
    const amount = /^\d+$/.test(value) ? Number(value) : parseSize(value);
    if (amount === undefined || amount < 1 || !Number.isSafeInteger(amount)) {
      throw new UsageError(
        `Invalid value for --limit ${name}: ${value}. Expected a whole number from 1, or a size such as 20MiB.`,
      );
    }
    if (Object.hasOwn(DEFAULT_DOCUMENT_LIMITS, name)) document[name] = amount;
    else if (isRunLimit(name, kinds) && Object.hasOwn(DEFAULT_RUN_LIMITS, name)) run[name] = amount;
    else throw unknownLimit(name, kinds);
  }
  return { document, run };
}

/** Scenarios that run one another are documents and runs. */
function isRunLimit(name: string, kinds: "document" | "run and document"): boolean {
  return kinds !== "document" || name === "maxRunDepth";
}

/** Of the limits of runs what bears on checking a scenario. */
export function runDepth({ run }: OperatorLimits): Partial<Pick<RunLimits, "maxRunDepth">> {
  return run.maxRunDepth === undefined ? {} : { maxRunDepth: run.maxRunDepth };
}

function unknownLimit(name: string, kinds: "document" | "run and document"): UsageError {
  const known = [
    ...Object.keys(DEFAULT_RUN_LIMITS).filter((known) => isRunLimit(known, kinds)),
    ...Object.keys(DEFAULT_DOCUMENT_LIMITS),
  ];
  const hint = suggestion(name, known);
  return new UsageError(
    `Invalid value for --limit: ${name}. Expected one of: ${known.join(", ")}.`,
    hint === undefined ? {} : { hint },
  );
}
