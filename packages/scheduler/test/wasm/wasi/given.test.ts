/** What is always there, what is there and empty, and what is denied. */
import { expect, test } from "vitest";
import { GuestExit } from "../../../src/wasm/wasi/ports.ts";
import { endOf, forged, guest } from "./guest.ts";
import { readWasiWit } from "./wit.ts";

const wit = await readWasiWit();

test.each<[string, string, unknown[], unknown]>([
  ["wasi:clocks/wall-clock", "now", [], { seconds: 1_700_000_000n, nanoseconds: 123_000_000 }],
  ["wasi:clocks/wall-clock", "resolution", [], { seconds: 0n, nanoseconds: 1_000_000 }],
  ["wasi:clocks/monotonic-clock", "now", [], 0n],
  ["wasi:clocks/monotonic-clock", "resolution", [], 1n],
  ["wasi:clocks/timezone", "utcOffset", [{ seconds: 0n, nanoseconds: 0 }], 0],
  [
    "wasi:clocks/timezone",
    "display",
    [{ seconds: 0n, nanoseconds: 0 }],
    { utcOffset: 0, name: "UTC", inDaylightSavingTime: false },
  ],
  ["wasi:cli/environment", "getEnvironment", [], [["GREETING", "hello"]]],
  ["wasi:cli/environment", "getArguments", [], []],
  ["wasi:cli/environment", "initialCwd", [], undefined],
  ["wasi:cli/terminal-stdin", "getTerminalStdin", [], undefined],
  ["wasi:cli/terminal-stdout", "getTerminalStdout", [], undefined],
  ["wasi:cli/terminal-stderr", "getTerminalStderr", [], undefined],
  ["wasi:filesystem/preopens", "getDirectories", [], []],
])("%s %s gives what is given", (interfaceName, name, args, expected) => {
  const g = guest({ environment: [["GREETING", "hello"]] });
  expect(g.call(interfaceName, name, ...args)).toEqual(expected);
  expect(g.ports.notes).toEqual([]);
});

test("the environment is the guest's copy: what it does to it is gone at the next call", () => {
  const g = guest({ environment: [["A", "1"]] });
  g.call<string[][]>("wasi:cli/environment", "getEnvironment")[0]!.fill("overwritten");
  expect(g.call("wasi:cli/environment", "getEnvironment")).toEqual([["A", "1"]]);
});

test("random bytes are as many as asked for, and differ", () => {
  const g = guest();
  const draw = (): Uint8Array => g.call("wasi:random/random", "getRandomBytes", 32n);
  expect(draw()).toHaveLength(32);
  expect(draw()).not.toEqual(draw());
  expect(g.call("wasi:random/random", "getRandomBytes", 0n)).toHaveLength(0);
  expect(g.call("wasi:random/insecure", "getInsecureRandomBytes", 5n)).toHaveLength(5);
  const numbers = [
    g.call<bigint>("wasi:random/random", "getRandomU64"),
    g.call<bigint>("wasi:random/insecure", "getInsecureRandomU64"),
    ...g.call<bigint[]>("wasi:random/insecure-seed", "insecureSeed"),
  ];
  expect(new Set(numbers).size).toBe(4);
  for (const each of numbers) expect(each >= 0n && each < 2n ** 64n).toBe(true);
});

test.each([
  ["wasi:random/random", "getRandomBytes"],
  ["wasi:random/insecure", "getInsecureRandomBytes"],
])("%s %s beyond the bound of one call is a trap", (interfaceName, name) => {
  const most = BigInt(guest().ports.limits.maxChunkBytes);
  expect(guest().call(interfaceName, name, most)).toHaveLength(Number(most));
  for (const length of [most + 1n, 2n ** 64n - 1n]) {
    expect(endOf(() => guest().call(interfaceName, name, length))).toEqual({ trap: "limit-reached" });
  }
});

test.each<[string, unknown, boolean]>([
  ["exit", { tag: "ok", val: undefined }, true],
  ["exit", { tag: "err", val: undefined }, false],
  ["exitWithCode", 0, true],
  ["exitWithCode", 7, false],
])("%s(%o) ends the call, and everything after it", (name, status, ok) => {
  const g = guest();
  const exit = (): unknown => g.call("wasi:cli/exit", name, status);
  expect(exit).toThrow(new GuestExit(ok));
  expect(() => g.call("wasi:clocks/wall-clock", "now")).toThrow(GuestExit);
  expect(g.ports.traps).toEqual([new GuestExit(ok)]);
});

test.each([
  ["wasi:sockets/tcp-create-socket", "createTcpSocket", ["ipv4"], "create-tcp-socket"],
  ["wasi:sockets/udp-create-socket", "createUdpSocket", ["ipv6"], "create-udp-socket"],
  ["wasi:sockets/ip-name-lookup", "resolveAddresses", [{}, "a.test\u2028\n"], "resolve-addresses a.test??"],
])("%s %s is denied, and noted once", (interfaceName, name, args, noted) => {
  const g = guest();
  for (let times = 0; times < 3; times++) {
    expect(endOf(() => g.call(interfaceName, name, ...args))).toEqual({ err: "access-denied" });
  }
  expect(g.ports.notes).toEqual([["sockets", noted]]);
});

const DENIED = [
  ["wasi:filesystem/types", "filesystem", "access"],
  ["wasi:sockets/tcp", "sockets", "access-denied"],
  ["wasi:sockets/udp", "sockets", "access-denied"],
  ["wasi:sockets/ip-name-lookup", "sockets", "access-denied"],
] as const;

test.each(DENIED)("every method of %s is denied", (interfaceName, kind, error) => {
  for (const [name, { methods }] of wit.get(interfaceName)!.resources) {
    for (const method of methods) {
      const g = guest();
      const handle = forged(g.classOf(interfaceName, name));
      const end = endOf(() => handle[method]!(1n, "path", handle, {}));
      const plain = ["subscribe", "isSameObject", "isListening", "addressFamily"].includes(method);
      expect([method, end]).toEqual([method, plain ? { trap: "invalid-use" } : { err: error }]);
      expect(g.ports.notes).toHaveLength(1);
      expect(g.ports.notes[0]![0]).toBe(kind);
    }
  }
});

test("what a server would be called with is denied", () => {
  const g = guest();
  expect(endOf(() => g.call("wasi:http/incoming-handler", "handle", {}, {}))).toEqual({ trap: "invalid-use" });
  expect(g.ports.notes).toEqual([["http", "incoming-handler"]]);
});

test("notes are bounded in number and length", () => {
  const g = guest();
  for (let i = 0; i < 1000; i++)
    endOf(() => g.call("wasi:sockets/ip-name-lookup", "resolveAddresses", {}, `${i}`.repeat(1000)));
  expect(g.ports.notes).toHaveLength(64);
  for (const [, what] of g.ports.notes) expect(what.length).toBeLessThanOrEqual(201);
});

test("an error of a file or a socket is never one of theirs", () => {
  const g = guest();
  expect(g.call("wasi:filesystem/types", "filesystemErrorCode", {})).toBeUndefined();
  expect(g.call("wasi:sockets/network", "networkErrorCode", {})).toBeUndefined();
});
