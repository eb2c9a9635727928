/**
 * How wasmtime is called here. A composition holds four engines: the quick compiler takes seconds for it where the thorough one takes
 * half a minute, and what is compiled is kept for the next time.
 */
export const WASMTIME_RUN: readonly string[] = ["run", "-C", "cache=y", "-C", "compiler=winch"];
