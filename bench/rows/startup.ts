import { oneNoop, temporaryFolder } from "../fixtures/files.ts";
import { timeProcess } from "../harness/child.ts";
import { schedulerProgram } from "../harness/programs.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

export async function measure(): Promise<Measurement[]> {
  await using folder = await temporaryFolder();
  const scenario = await folder.write("scenario.yaml", oneNoop());
  const figures = await alternate(
    {
      ours: () => timeProcess(process.execPath, [schedulerProgram, "run", scenario]),
      peer: () => timeProcess(process.execPath, ["-e", "0"]),
    },
    { rounds: 15, warmup: 2 },
  );
  return [{ name: "startup", ours: figures.ours, peer: figures.peer }];
}
