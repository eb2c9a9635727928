import { afterEach, expect, test } from "vitest";
import { guardLifting, refillLifting } from "../../../src/wasm/wasi/lifting.ts";
import { WasiTrap } from "../../../src/wasm/wasi/ports.ts";
import { drop, guest } from "./guest.ts";

let restore: () => void = () => {};
afterEach(() => restore());

test("copies out of a memory are bounded between one entry into the host and the next", () => {
  restore = guardLifting(1000);
  const buffer = new ArrayBuffer(65_536);
  for (let i = 0; i < 10; i++) expect(buffer.slice(i, i + 100).byteLength).toBe(100);
  expect(() => buffer.slice(0, 1)).toThrow(WasiTrap);
  expect(buffer.slice(5, 5).byteLength).toBe(0);
  refillLifting();
  expect(buffer.slice(65_000).byteLength).toBe(536);
  expect(buffer.slice(65_500, 1e9).byteLength).toBe(36);
  expect(() => buffer.slice()).toThrow(WasiTrap);
});

test.each([
  [10, -5, 65_521],
  [-100, -50, 50],
  [-(2 ** 31), 2 ** 31, 65_536],
  [-10, 10, 0],
])("slice(%d, %d) counts as the %d bytes that it gives", (begin, end, bytes) => {
  const buffer = new ArrayBuffer(65_536);
  expect(buffer.slice(begin, end).byteLength).toBe(bytes);
  restore = guardLifting(bytes);
  expect(buffer.slice(begin, end).byteLength).toBe(bytes);
  expect(() => buffer.slice(0, 1)).toThrow(WasiTrap);
});

test("every function of WASI begins anew", () => {
  const g = guest();
  const buffer = new ArrayBuffer(65_536);
  restore = guardLifting(65_536);
  for (let i = 0; i < 5; i++) {
    const stream = g.call("wasi:cli/stdout", "getStdout");
    stream.write!(new Uint8Array(buffer.slice(0, 65_536)));
    drop(stream);
  }
  expect(g.ports.output.stdout).toHaveLength(5 * 65_536);
});

test("shared memories are bounded too, and what was patched is put back", () => {
  const { slice } = Object.getOwnPropertyDescriptors(ArrayBuffer.prototype);
  restore = guardLifting(10);
  expect(() => new SharedArrayBuffer(20).slice(0)).toThrow(WasiTrap);
  restore();
  expect(Object.getOwnPropertyDescriptors(ArrayBuffer.prototype).slice.value).toBe(slice.value);
  expect(new ArrayBuffer(20).slice(0).byteLength).toBe(20);
});
