/** The worker's entry while it runs from its sources: puts `no-system.ts` where the build puts it. */
import { registerHooks } from "node:module";

const SHIM = "@bytecodealliance/preview2-shim/";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith(SHIM)
      ? { url: new URL("./no-system.ts", import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});

await import("./worker.ts");
