import { join } from "node:path";

/** One folder of `examples/components` and what its `build.sh` makes. */
export interface ExampleComponent {
  readonly folder: string;
  /** Relative to the folder. What lies in `dist` is built where its tools are; what does not is committed. */
  readonly file: string;
}

export const EXAMPLES_FOLDER: string = join(import.meta.dirname, "../../examples/components");

/** A committed file is smaller than this, so that a clone stays small. */
export const MAX_COMMITTED_BYTES: number = 2_000_000;

export const EXAMPLES: readonly ExampleComponent[] = [
  { folder: "wat", file: "echo.wasm" },
  { folder: "c", file: "stats.wasm" },
  { folder: "ts-quickjs", file: "readings.wasm" },
  { folder: "ts-fetch", file: "dist/webhook.wasm" },
  { folder: "python", file: "dist/report.wasm" },
];

export function isCommitted({ file }: ExampleComponent): boolean {
  return !file.startsWith("dist/");
}
