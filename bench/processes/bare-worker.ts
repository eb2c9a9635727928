/** A thread that instantiates a transpiled component, calls it once, and says so. */
import { parentPort, workerData } from "node:worker_threads";

const { source, modules } = workerData as { source: string; modules: [string, string][] };
const found = new Map(modules.map(([name, text]) => [name, Buffer.from(text, "base64")]));

class Context {
  [Symbol.dispose](): void {}
}

const module = (await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`)) as {
  instantiate(
    get: (name: string) => WebAssembly.Module,
    imports: object,
  ): {
    componentApi: { executeAction(action: object, context: object): unknown };
    lifecycle: { initComponent(config: string): void };
  };
};
const guest = module.instantiate((name) => new WebAssembly.Module(new Uint8Array(found.get(name) ?? [])), {
  "scheduler:executor/context": { ActionContext: Context },
  "scheduler:actions-http/client": { send: () => undefined },
});
guest.lifecycle.initComponent("{}");
parentPort?.postMessage(
  guest.componentApi.executeAction({ id: "work", call: "guest.echo", parameters: '{"item":1}' }, new Context()),
);
