/** As much of the WebAssembly JavaScript interface as is used here; neither Node's types nor the language's have it. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Record<string, unknown>;
  }

  class Memory {
    readonly buffer: ArrayBuffer;
  }

  class Table {
    readonly length: number;
  }

  function compile(bytes: Uint8Array): Promise<Module>;
}
