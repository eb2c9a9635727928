import { createScheduler } from "@scheduler-components/scheduler";
import { understoodScenario } from "../fixtures/understood.ts";
import { runRate } from "../harness/engine.ts";
import { BareContext, instantiateBare, transpileBare } from "../harness/bare-guest.ts";
import { buildGuest } from "../harness/build-guest.ts";
import { HAND_WRITTEN, kept, loadGuest } from "../harness/guests.ts";
import { alternate, rateOf } from "../harness/rounds.ts";
import type { Measurement } from "../harness/row.ts";

const AT_ONCE = 16;

async function measureGuest(name: string, file: string, size: number): Promise<Measurement> {
  const component = await loadGuest(file);
  const bare = await instantiateBare(await transpileBare(file));
  const scheduler = createScheduler({ components: { guest: kept(component) }, concurrency: AT_ONCE });
  const figures = await alternate(
    {
      ours: () =>
        runRate(scheduler, () =>
          understoodScenario(size, { edges: "independent", call: "guest.echo", with: (i) => ({ item: i }) }),
        ),
      peer: () =>
        rateOf(size, () => {
          for (let i = 0; i < size; i++) {
            const action = { id: "work", call: "guest.echo", parameters: JSON.stringify({ item: i }) };
            bare.componentApi.executeAction(action, new BareContext());
          }
        }),
    },
    { rounds: 5, warmup: 2 },
  );
  await component.releaseComponent();
  return { name, ours: figures.ours, peer: figures.peer };
}

export async function measure(): Promise<Measurement[]> {
  await using quickJs = await buildGuest("echo");
  return [await measureGuest("call-wasm", HAND_WRITTEN, 50_000), await measureGuest("call-qjs", quickJs.file, 10_000)];
}
