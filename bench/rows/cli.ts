import { schedulerGets, stepciGets, temporaryFolder } from "../fixtures/files.ts";
import { timeProcess } from "../harness/child.ts";
import { schedulerProgram, stepciProgram } from "../harness/programs.ts";
import { alternate } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";
import { startServer } from "../harness/server.ts";

const REQUESTS = 200;

export async function measure(): Promise<Measurement[]> {
  await using server = await startServer();
  await using folder = await temporaryFolder();
  const ours = await folder.write("scenario.yaml", schedulerGets(REQUESTS, server.origin));
  const peer = await folder.write("stepci.yaml", stepciGets(REQUESTS, server.origin));
  // Without its usage report, which would only wait for a host.
  const quiet = { STEPCI_DISABLE_ANALYTICS: "1" };
  const figures = await alternate(
    {
      ours: () => timeProcess(process.execPath, [schedulerProgram, "run", ours]),
      peer: () => timeProcess(process.execPath, [stepciProgram, "run", peer], quiet),
    },
    { rounds: 5, warmup: 1 },
  );
  return [{ name: "cli", ours: figures.ours, peer: figures.peer }];
}
