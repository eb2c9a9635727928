import { resolve } from "node:path";
import { StoreError, type Store } from "../store/store.ts";
import type { Arguments } from "./arguments.ts";
import type { ExitCode, OptionSpecs } from "./command.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

export const STORE_OPTION: OptionSpecs = {
  store: { type: "string", value: "FILE", description: "the store (needed)" },
};

/** A store that the command line names. */
export interface NamedStore {
  readonly store: Store;
  /** As named. */
  readonly file: string;
}

/** Opens the store of `--store`, where there is one, for as long as `use` takes. */
export async function withStore(
  args: Arguments,
  io: Io,
  use: (kept: NamedStore | undefined) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = args.text("store");
  return file === undefined ? use(undefined) : useStore(io, file, false, use);
}

/** The same for verbs that need one, which must be there already. */
export async function withNamedStore(
  args: Arguments,
  io: Io,
  use: (kept: NamedStore) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = args.text("store");
  if (file === undefined) throw new UsageError("Which store? Name it with --store FILE.");
  return useStore(io, file, true, use);
}

async function useStore(
  io: Io,
  file: string,
  mustExist: boolean,
  use: (kept: NamedStore) => Promise<ExitCode>,
): Promise<ExitCode> {
  let store: Store | undefined;
  try {
    const { openStore } = await import("../store/open-store.ts");
    store = await openStore(resolve(io.cwd, file), { mustExist });
    return await use({ store, file });
  } catch (error) {
    if (error instanceof StoreError) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    await store?.close();
  }
}
