/** The scenarios that one runs, as far as it names their files literally. */
import { realpath } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import {
  DEFAULT_DOCUMENT_LIMITS,
  DEFAULT_RUN_LIMITS,
  holdsTemplate,
  isJsonObject,
  readDocument,
  type DocumentLimits,
  type JsonValue,
  type KnownChild,
} from "@scheduler-components/core";
import { readScenario, ScenarioFileError } from "../load/scenario-file.ts";
import type { InputFile } from "./document.ts";
import type { PreparedScenario } from "./prepare.ts";

/** Files that are looked at for one scenario; those that are named beyond them are refused. */
export const MOST_CHILD_FILES = 1000;
const RUN_CALL = "scenario.run";
/** Problems of a file that are told where it is named. */
const MOST_PROBLEMS = 10;

/** A search through the scenarios that run one another. */
export interface ChildSearch {
  /** The real paths of those that lead here, the first of all first. */
  readonly chain: readonly string[];
  /** Each file is looked at once. */
  readonly found: Map<string, Promise<PreparedScenario>>;
}

export interface PreparedChildren {
  /** What checking the scenario needs to know, by the file as it is written. */
  readonly known: ReadonlyMap<string, KnownChild>;
  /** Those that can be run, each once, with those below them. */
  readonly prepared: ReadonlySet<PreparedScenario>;
  /** How many lie inside one another below the scenario. */
  readonly height: number;
}

export type PrepareChild = (input: InputFile, search: ChildSearch) => Promise<PreparedScenario>;

const NONE: PreparedChildren = { known: new Map(), prepared: new Set(), height: 0 };

/** Looks at what a text names. A text that does not hold the call names nothing. */
export async function prepareChildren(
  text: string,
  input: InputFile,
  limits: Partial<DocumentLimits> & { readonly maxRunDepth?: number },
  search: ChildSearch | undefined,
  prepare: PrepareChild,
): Promise<PreparedChildren> {
  const files = /scenario\.run|\\/.test(text) ? namedFiles(readDocument(text, limits).value) : [];
  if (files.length === 0) return NONE;
  const { maxBytes = DEFAULT_DOCUMENT_LIMITS.maxBytes, maxRunDepth = DEFAULT_RUN_LIMITS.maxRunDepth } = limits;
  const own = await realpath(resolve(input.folder, basename(input.name))).catch(() => undefined);
  const { chain, found } = search ?? { chain: [own ?? input.name], found: new Map<string, never>() };
  const known = new Map<string, KnownChild>();
  const prepared = new Set<PreparedScenario>();
  let height = 0;
  for (const file of files) {
    const refuse = (code: KnownChild["problems"][number]["code"], message: string): void =>
      void known.set(file, { problems: [{ code, message }] });
    try {
      const read = await readScenario(input.folder, file, maxBytes);
      const from = chain.indexOf(read.file);
      if (from >= 0) {
        const round = [...chain.slice(from), read.file].map((path) => relative(dirname(chain[0] ?? ""), path));
        refuse("child-cycle", `these run one another without end: ${round.join(" → ")}`);
        continue;
      }
      if (chain.length >= maxRunDepth) {
        refuse("children-too-deep", tooDeep(file, maxRunDepth));
        continue;
      }
      if (!found.has(read.file)) {
        if (found.size >= MOST_CHILD_FILES) {
          refuse("child-unreadable", `more than ${MOST_CHILD_FILES} files are named; "${file}" was not looked at`);
          continue;
        }
        const below: InputFile = { name: read.file, folder: dirname(read.file), bytes: Buffer.from(read.text) };
        found.set(read.file, prepare(below, { chain: [...chain, read.file], found }));
      }
      const child = await (found.get(read.file) as Promise<PreparedScenario>);
      if (chain.length + 1 + child.height > maxRunDepth) refuse("children-too-deep", tooDeep(file, maxRunDepth));
      else known.set(file, knownChild(file, child));
      height = Math.max(height, 1 + child.height);
      for (const one of [child, ...child.children]) prepared.add(one);
    } catch (error) {
      if (!(error instanceof ScenarioFileError)) throw error;
      refuse(error.outside ? "source-outside-folder" : "child-unreadable", error.message);
    }
  }
  return { known, prepared, height };
}

function tooDeep(file: string, most: number): string {
  return `at most ${most} runs lie inside one another, and "${file}" would be one more (the limit is maxRunDepth)`;
}

function knownChild(file: string, { check }: PreparedScenario): KnownChild {
  if (check.ok) return { problems: [], inputs: check.scenario?.inputs };
  const errors = check.diagnostics.filter(({ severity }) => severity === "error");
  const problems = errors.slice(0, MOST_PROBLEMS).map(({ code, message, line, column, hint }) => ({
    // A circle is one wherever it is told.
    code: code === "child-cycle" || code === "children-too-deep" ? code : ("child-invalid" as const),
    message: `${file}:${line}:${column} ${code}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  }));
  const left = errors.length - problems.length;
  if (left > 0) problems.push({ code: "child-invalid", message: `${file} has ${left} more problems` });
  return { problems };
}

/** The files that a document names literally, each once, without checking anything. */
function namedFiles(document: JsonValue | undefined): readonly string[] {
  const listIn = (section: string, key: string): readonly JsonValue[] => {
    const parent = isJsonObject(document) ? document[section] : undefined;
    const list = isJsonObject(parent) ? parent[key] : undefined;
    return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
  };
  const files = new Set<string>();
  const add = (given: JsonValue | undefined): void => {
    const file = isJsonObject(given) ? given["file"] : undefined;
    if (typeof file === "string" && !holdsTemplate(file)) files.add(file);
  };
  const actions = new Set<JsonValue>();
  for (const action of listIn("actions", "actions")) {
    if (!isJsonObject(action)) continue;
    const { compensate } = action;
    if (isJsonObject(compensate) && compensate["call"] === RUN_CALL) add(compensate["with"]);
    if (action["call"] !== RUN_CALL) continue;
    if (action["id"] !== undefined) actions.add(action["id"]);
    add(action["with"]);
  }
  for (const node of listIn("workflows", "nodes"))
    if (isJsonObject(node) && node["action"] !== undefined && actions.has(node["action"])) add(node["with"]);
  return [...files];
}
