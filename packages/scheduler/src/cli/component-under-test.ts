import type { Manifest } from "@scheduler-components/core";
import { createRegistry, type ActionComponent } from "@scheduler-components/executor";
import { componentIdOf } from "../load/component-id.ts";
import { createComponentLoader, type LoadOptions } from "../load/loader.ts";
import { decideGrants } from "../policy/grants.ts";
import type { OperatorPolicy } from "../policy/policy.ts";
import type { Refusal } from "../policy/refusal.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { refusalError } from "./refusal-text.ts";

/** The component that the operator named to have it tested. */
export interface SubjectComponent {
  readonly source: string;
  readonly kind: "native" | "wasm";
  readonly file: string;
  /** As the component itself gives it; nothing of it is checked. */
  readonly manifest: Manifest;
  /** What it requests and is not granted. */
  readonly limited: readonly Refusal[];
  /** A component made anew where its kind allows that. */
  readonly make: () => Promise<ActionComponent>;
}

/** Finds, loads and describes it: naming it on the command line is the operator's word. Throws `UsageError` on what is refused. */
export async function componentUnderTest(
  source: string,
  policy: OperatorPolicy,
  io: Io,
  options: LoadOptions,
): Promise<SubjectComponent> {
  const id = componentIdOf(source);
  const def = { id, source };
  const sources = new Map([[id, source]]);
  const loader = createComponentLoader({ folder: io.cwd, policy, sources, cwd: io.cwd, env: io.env });
  const permitted = await loader.permit(def);
  if (!permitted.ok) throw refusalError(permitted.refusal);
  const { kind, file } = permitted.component;
  const make = async (): Promise<ActionComponent> => {
    const loaded = await loader.load(def, options);
    if (loaded.ok) return loaded.component;
    throw refusalError(loaded.refusal);
  };
  const component = await make();
  // A registry bounds the time that a description takes.
  const described = await createRegistry({ [id]: component }).describe(id);
  if (!described.ok) {
    const { message, causes } = described.error;
    throw new UsageError(`${source} does not describe itself: ${causes[0]?.message ?? message}`);
  }
  const { manifest } = described;
  const { refused } = decideGrants(id, [manifest?.requests], policy);
  return { source, kind: kind === "wasm" ? "wasm" : "native", file, manifest, limited: refused, make };
}
