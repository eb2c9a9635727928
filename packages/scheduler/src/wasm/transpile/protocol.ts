/** What is asked of a throwaway worker, as its `workerData`, and the one message it answers with. */
export interface WorkerRequest {
  readonly job: "transpile" | "wit";
  readonly bytes: Uint8Array;
}

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
