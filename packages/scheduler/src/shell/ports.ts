import type * as parser from "../generated/scheduler-core-libs-parser.d.ts";
import type * as httpComponent from "../generated/scheduler-actions-http-http-component.d.ts";
import type * as componentApi from "../generated/scheduler-executor-component-api.d.ts";
import type * as contextHost from "../generated/scheduler-executor-context-host.d.ts";

/** What the shell waits and reads the time by. */
export interface ShellClock {
  /** Milliseconds since the Unix epoch. Read once a run; every other time is counted from there by `monotonic`. */
  readonly now: () => number;
  /** Milliseconds from an arbitrary point, never running backwards. */
  readonly monotonic: () => number;
  /** Returns after at least so many milliseconds. */
  readonly wait: (ms: number) => void;
}

/** The other components, as the world `scheduler` of `wit/main` imports them, and time. */
export interface ShellPorts {
  readonly parser: Pick<typeof parser, "parseScenario" | "checkScenario">;
  readonly contextHost: Pick<typeof contextHost, "makeContext" | "takeYield">;
  readonly componentApi: typeof componentApi;
  readonly httpComponent: typeof httpComponent;
  readonly clock: ShellClock;
}
