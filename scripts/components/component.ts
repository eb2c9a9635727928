/** How a package becomes a component: what its `component.config.ts` exports as `component`. */
export interface ComponentBuild {
  /** The folder of `wit/` that its world stands in. */
  readonly wit: string;
  readonly world: string;
  /**
   * The JavaScript engine that is built in. `quickjs` is small (1.6 MB) and starts fast, but cannot export a resource of its own
   * nor import anything; `starlingmonkey` (13 MB) can.
   */
  readonly engine: "quickjs" | "starlingmonkey";
  /** The module that exports what the world exports, relative to the package. It may reach no module of Node. */
  readonly entry: string;
}

/** What a build leaves beside the component. */
export interface BuildRecord {
  readonly bytes: number;
  readonly sha256: string;
  /** How long the build took, in milliseconds. */
  readonly tookMs: number;
  /** When it ended, in milliseconds since the Unix epoch. */
  readonly builtAt: number;
}

/** Where a build leaves its component and its record, relative to the package. */
export const COMPONENT_FILE = "component/component.wasm";
export const RECORD_FILE = "component/build.json";
