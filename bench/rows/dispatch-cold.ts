import { join } from "node:path";
import { runForJson } from "../harness/child.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const file = join(import.meta.dirname, "../processes/dispatch-once.ts");

/** The rate inside a fresh process, from the first dispatch on; starting the process is what `startup` measures. */
export async function measure(): Promise<Measurement[]> {
  const figures = await alternate(
    { ours: () => runForJson<number>(file, ["ours"]), peer: () => runForJson<number>(file, ["peer"]) },
    { rounds: 5, warmup: 1 },
  );
  return [{ name: "dispatch-cold", ours: figures.ours, peer: figures.peer }];
}
