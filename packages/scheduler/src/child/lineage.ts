import type { Redactor } from "@scheduler-components/core";
import type { Watchers } from "../engine/watchers.ts";
import { StoreError, type NewRun, type Store } from "../store/store.ts";
import type { ChildPlace } from "./child-id.ts";

/** What the runs that begin one another share, in one process. */
export interface Family {
  /** Runs that were begun below the first, or gone on with. */
  begun: number;
  /** About as many bytes of their reports are kept. */
  keptBytes: number;
}

/** The attempt that began a run. */
export interface Parent extends ChildPlace {
  readonly run: string;
}

/** Where a run stands among those that begin one another. */
export interface Lineage {
  /** 1 for a run that no other began. */
  readonly depth: number;
  readonly family: Family;
  readonly above: Above | undefined;
}

/** The run that began another, as far as that bears on it. */
export interface Above {
  readonly parent: Parent;
  /** What it hides is hidden below it too: it may have handed it down. */
  readonly redactor: Redactor;
  /** Those who are told of it are told of all below it. */
  readonly watchers: Watchers;
}

/** A run that another began is gone on with by that one, unless it has ended: then nobody else would. Throws `StoreError`. */
export function refuseOfParent(store: Store, { id, parent }: NewRun): void {
  if (parent === undefined || store.run(parent)?.status !== "running") return;
  const message = `The run ${id} was begun by the run ${parent}, which goes on with it: resume that one.`;
  throw new StoreError("run-of-parent", message);
}

export function firstOfFamily(): Lineage {
  return { depth: 1, family: { begun: 0, keptBytes: 0 }, above: undefined };
}
