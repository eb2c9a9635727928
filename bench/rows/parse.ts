import { checkScenario, createRunState, type Catalogue } from "@scheduler-components/core";
import { createHttpComponent } from "@scheduler-components/actions-http";
import { createStdComponent } from "@scheduler-components/executor";
import { parse, stringify } from "yaml";
import { writtenScenario } from "../fixtures/written.ts";
import { alternate, timed } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const SIZE = 1000;
const rounds = 9;
const warmup = 3;

/** Text to a validated scenario with a state machine that is ready to begin. Calls are checked too. */
function understand(text: string, catalogue: Catalogue): void {
  const { ok, scenario, diagnostics, callsChecked } = checkScenario(text, { catalogue });
  if (!ok || !scenario || !callsChecked)
    throw new Error(`The fixture is invalid: ${JSON.stringify(diagnostics.slice(0, 3))}`);
  if (createRunState(scenario).taskCount !== SIZE) throw new Error("The fixture lost tasks.");
}

export async function measure(): Promise<Measurement[]> {
  const catalogue: Catalogue = new Map([
    ["std", await createStdComponent().describe()],
    ["http", await createHttpComponent().describe()],
  ]);
  const written = [...Array(rounds + warmup).keys()].map((seed) => writtenScenario(SIZE, seed));
  // Lines are not folded: a person does not break a condition at column 80.
  const yaml = written.map((scenario) => stringify(scenario, { lineWidth: 0 }));
  const json = written.map((scenario) => JSON.stringify(scenario, null, 2));
  const figures = await alternate(
    {
      ours: (round) => timed(() => understand(yaml[round] ?? "", catalogue)),
      json: (round) => timed(() => understand(json[round] ?? "", catalogue)),
      peer: (round) => timed(() => parse(yaml[round] ?? "")),
    },
    { rounds, warmup },
  );
  const note = `${Math.round((yaml[0]?.length ?? 0) / 1024)} KiB of YAML`;
  return [
    { name: "parse", ours: figures.ours, peer: figures.peer, note },
    { name: "parse-json", ours: figures.json, peer: figures.peer },
  ];
}
