import {
  checkScenario,
  DEFAULT_DOCUMENT_LIMITS,
  isJsonObject,
  readDocument,
  type CheckOptions,
  type CheckResult,
  type ComponentDef,
  type DocumentLimits,
  type JsonValue,
  type Manifest,
  type RunLimits,
} from "@scheduler-components/core";
import type { ActionComponent, ActionError } from "@scheduler-components/executor";
import type { ComponentLoader } from "../load/loader.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import type { Refusal, RefusalCode } from "../policy/refusal.ts";
import { builtinManifests, manifestsFor } from "./builtin.ts";
import { readInput, type InputFile } from "./document.ts";
import type { Io } from "./io.ts";
import { prepareChildren, type ChildSearch, type PreparedChildren } from "./prepare-children.ts";

/** What is wrong with a component whoever runs it, and so with the scenario that names its file. */
const FAULTS_OF_THE_FILE: ReadonlySet<RefusalCode> = new Set([
  "component-outside-folder",
  "component-changed",
  "component-unsupported",
  "component-malformed",
  "component-unsafe",
  "component-unfit",
  "component-version",
  "manifest-invalid",
]);

/** A scenario that was read and checked, with what stands around it. */
export interface PreparedScenario {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly check: CheckResult;
  /** Made when first asked for. */
  readonly loader: () => Promise<ComponentLoader>;
  /** Whether the file of one of its `.wasm` components is another by now. */
  readonly changed: () => Promise<boolean>;
  /** Those that the scenario names and those that the operator adds. */
  readonly components: readonly ComponentDef[];
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** Components whose manifest could not be had here or by this operator; their calls are not checked. */
  readonly problems: readonly Refusal[];
  /** The scenarios that it runs, as far as it names them literally, each once, with those that they run. */
  readonly children: readonly PreparedScenario[];
  /** How many of them lie inside one another. */
  readonly height: number;
}

/** `maxRunDepth`: how many scenarios may run one another. */
export type PrepareLimits = Partial<DocumentLimits> & Partial<Pick<RunLimits, "maxRunDepth">>;

export interface PrepareOptions {
  /** A native component that ships no static manifest, and that the operator allows, is loaded and asked. */
  readonly mayLoad?: boolean;
  /** What becomes of the scenarios that it runs: their problems are its own (unless said), they are only found, or not even that. */
  readonly children?: "checked" | "found" | "left-out";
}

/**
 * Reads a scenario and checks it against the manifests of its components. A `.wasm` component describes itself, contained. Runs no
 * native component, unless `mayLoad`.
 */
export async function prepareScenario(
  io: Io,
  name: string,
  policy: OperatorPolicy,
  sources: ReadonlyMap<string, string>,
  limits: PrepareLimits,
  options: PrepareOptions = {},
): Promise<PreparedScenario> {
  const input = await readInput(io, name, limits.maxBytes ?? DEFAULT_DOCUMENT_LIMITS.maxBytes);
  return prepareText(io, input, policy, sources, limits, options);
}

/** The same for a text that was read already. */
export async function prepareText(
  io: Io,
  input: InputFile,
  policy: OperatorPolicy,
  sources: ReadonlyMap<string, string>,
  limits: PrepareLimits,
  options: PrepareOptions = {},
  search?: ChildSearch,
): Promise<PreparedScenario> {
  const text = Buffer.from(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength).toString("utf8");
  let made: Promise<ComponentLoader> | undefined;
  const loader = (): Promise<ComponentLoader> =>
    (made ??= import("../load/loader.ts").then(({ createComponentLoader }) =>
      createComponentLoader({ folder: input.folder, policy, sources, cwd: io.cwd, env: io.env }),
    ));
  const components = namedComponents(text, sources);
  const manifests = await (sources.size > 0 ? builtinManifests() : manifestsFor(text));
  const problems: Refusal[] = [];
  const refused = new Map<string, { readonly message: string }>();
  for (const def of components) {
    const described = await describe(await loader(), def, options.mayLoad === true);
    if (!described.ok) {
      const { code, message, allow } = described.refusal;
      const ofTheFile = FAULTS_OF_THE_FILE.has(code) && allow === undefined && !sources.has(def.id);
      if (ofTheFile) refused.set(def.id, { message: `[${code}] ${message}` });
      else problems.push(described.refusal);
    } else if (described.manifest) manifests.set(def.id, described.manifest);
  }
  const below = options.children === "left-out" ? undefined : await childrenOf(text);
  const known = below === undefined || options.children === "found" ? {} : { children: below.known };
  const cron = await scheduleCheck(text);
  const check = checkScenario(input.bytes, { catalogue: manifests, refused, limits, ...known, ...cron });
  return {
    file: input.name,
    folder: input.folder,
    text,
    check,
    loader,
    changed: async () => made !== undefined && (await made).changed(),
    components: check.scenario ? merged(check.scenario.components, sources) : components,
    manifests,
    problems,
    children: [...(below?.prepared ?? [])],
    height: below?.height ?? 0,
  };

  function childrenOf(of: string): Promise<PreparedChildren> {
    return prepareChildren(of, input, limits, search, (child, on) =>
      prepareText(io, child, policy, sources, limits, options, on),
    );
  }
}

async function describe(
  loader: ComponentLoader,
  def: ComponentDef,
  mayLoad: boolean,
): ReturnType<ComponentLoader["describe"]> {
  const told = await loader.describe(def);
  if (!told.ok || told.manifest || !mayLoad || !(await loader.permit(def)).ok) return told;
  const { createRegistry } = await import("@scheduler-components/executor");
  const { whyNoManifest } = await import("../load/why-no-manifest.ts");
  let unusable: Refusal | undefined;
  const source = async (): Promise<ActionComponent> => {
    const loaded = await loader.load(def);
    if (loaded.ok) return loaded.component;
    unusable = loaded.refusal;
    throw new Error(loaded.refusal.message);
  };
  // A registry bounds the time that a component takes for it, and takes what it throws.
  const described = await createRegistry({ [def.id]: source }).describe(def.id);
  if (unusable) return { ok: false, refusal: unusable };
  const why = described.ok ? whyNoManifest(described.manifest) : describeError(described.error);
  if (described.ok && why === undefined) return described;
  const message = `The component ${def.id} describes itself wrongly: ${why}`;
  return { ok: false, refusal: { code: "manifest-invalid", message } };
}

/** The library that knows cron is loaded for texts that can have a use for it. */
async function scheduleCheck(text: string): Promise<Pick<CheckOptions, "cronProblem">> {
  if (!/cron|\\/.test(text)) return {};
  const { cronProblem } = await import("../daemon/schedule/cron.ts");
  return { cronProblem };
}

function describeError({ message, causes }: ActionError): string {
  return causes[0]?.message ?? message;
}

/**
 * The components that a text names, without checking anything: their manifests are needed to check the rest. A text that does
 * not hold the word names none, and is then read only once.
 */
function namedComponents(text: string, sources: ReadonlyMap<string, string>): readonly ComponentDef[] {
  const found: ComponentDef[] = [];
  const value = /components|\\u/.test(text) ? readDocument(text).value : undefined;
  const listed = isJsonObject(value) ? value["components"] : undefined;
  if (Array.isArray(listed)) {
    for (const item of listed as readonly JsonValue[]) {
      if (!isJsonObject(item)) continue;
      const { id, source, sha256, requests } = item;
      if (typeof id !== "string" || typeof source !== "string") continue;
      // What bounds it while it describes itself. Whether the rest of it is right is found with all else.
      found.push({
        id,
        source,
        ...(typeof sha256 === "string" ? { sha256 } : {}),
        ...(isJsonObject(requests) ? { requests } : {}),
      });
    }
  }
  return merged(found, sources);
}

/** The operator's own sources add components that a scenario only calls. */
function merged(named: readonly ComponentDef[], sources: ReadonlyMap<string, string>): readonly ComponentDef[] {
  const ids = new Set(named.map((def) => def.id));
  return [...named, ...[...sources].filter(([id]) => !ids.has(id)).map(([id, source]) => ({ id, source }))];
}
