/** What a throwaway worker is made for, as its `workerData`. */
export type WorkerJob = "transpile" | "wit";

/** The one message that it is sent. */
export interface WorkerRequest {
  readonly bytes: Uint8Array;
}

/** The one message that it answers with. */
export type WorkerAnswer =
  | { readonly ok: true; readonly job: "transpile"; readonly generated: Generated }
  | { readonly ok: true; readonly job: "wit"; readonly wit: string }
  | { readonly ok: false; readonly message: string };

/** What the transpiler made. */
export interface Generated {
  readonly source: string;
  readonly modules: readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[];
  readonly imports: readonly string[];
  readonly exports: readonly (readonly [name: string, kind: "function" | "instance"])[];
}
