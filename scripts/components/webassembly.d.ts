/** As much of the WebAssembly JavaScript interface as is used here; neither Node's types nor the language's have it. */
declare namespace WebAssembly {
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
