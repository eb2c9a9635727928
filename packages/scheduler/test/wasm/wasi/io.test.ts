import { describe, expect, test } from "vitest";
import { bytes, drop, endOf, guest, text, type Guest, type Handle } from "./guest.ts";

const MS = 1_000_000n;
const after = (g: Guest, ms: bigint): Handle => g.call("wasi:clocks/monotonic-clock", "subscribeDuration", ms * MS);
const poll = (g: Guest, list: readonly Handle[]): unknown => g.call("wasi:io/poll", "poll", list);

describe("waiting", () => {
  test("poll blocks once, until the first of its timers, and names all that are ready", () => {
    const g = guest();
    const timers = [after(g, 30n), after(g, 10n), after(g, 10n), after(g, 40n)];
    expect(poll(g, timers)).toEqual([1, 2]);
    expect(g.ports.blocks).toEqual([10]);
    expect(timers.map((each) => each.ready!())).toEqual([false, true, true, false]);
    timers[3]!.block!();
    expect(g.ports.blocks).toEqual([10, 30]);
    expect(g.ports.nowNs).toBe(40n * MS);
  });

  test("poll gives at once what is ready, in the list's order, the same pollable twice included", () => {
    const g = guest();
    const stdin = g.call("wasi:cli/stdin", "getStdin").subscribe!();
    expect(poll(g, [stdin, after(g, 5n), stdin, after(g, 0n)])).toEqual([0, 2, 3]);
    expect(g.ports.blocks).toEqual([]);
  });

  test("an instant that has passed is ready; one that is centuries away blocks as long as a timeout can", () => {
    const g = guest();
    g.ports.nowNs = 100n;
    const subscribe = (when: bigint): Handle => g.call("wasi:clocks/monotonic-clock", "subscribeInstant", when);
    expect(subscribe(0n).ready!<boolean>()).toBe(true);
    expect(subscribe(101n).ready!<boolean>()).toBe(false);
    poll(g, [subscribe(2n ** 60n), subscribe(2n ** 64n - 1n)]);
    expect(g.ports.blocks[0]).toBe(2 ** 31 - 1);
  });

  test("a wake-up that came early blocks again for the rest", () => {
    const g = guest();
    const block = g.ports.block.bind(g.ports);
    Object.assign(g.ports, { block: (ms: number) => block(ms > 1 ? ms / 2 : ms) });
    after(g, 8n).block!();
    expect(g.ports.blocks).toEqual([4, 2, 1, 1]);
  });

  test.each([
    ["an empty list", []],
    ["no list", "pollables"],
    ["a number in it", [1]],
    ["nothing in it", [undefined]],
    ["more than can be alive", Array.from({ length: 140_000 }, () => ({}))],
  ])("poll of %s is a trap", (_, list) => {
    expect(endOf(() => poll(guest(), list as Handle[]))).toHaveProperty("trap");
  });
});

describe("input", () => {
  test.each(["read", "blockingRead", "skip", "blockingSkip"])("%s of stdin finds it closed", (method) => {
    const stdin = guest().call("wasi:cli/stdin", "getStdin");
    expect(endOf(() => stdin[method]!(10n))).toEqual({ err: { tag: "closed" } });
  });
});

describe("output", () => {
  const output = (g: Guest, name = "stdout"): Handle =>
    g.call(`wasi:cli/${name}`, name === "stdout" ? "getStdout" : "getStderr");

  test.each(["stdout", "stderr"] as const)("%s goes to its port, whatever writes", (name) => {
    const g = guest();
    const stream = output(g, name);
    expect(stream.checkWrite!<bigint>()).toBeGreaterThan(4096n);
    stream.write!(bytes("a"));
    stream.blockingWriteAndFlush!(bytes("b"));
    stream.writeZeroes!(1n);
    stream.blockingWriteZeroesAndFlush!(2n);
    stream.write!(new Uint8Array(0));
    stream.flush!();
    stream.blockingFlush!();
    expect(stream.subscribe!().ready!<boolean>()).toBe(true);
    expect(g.ports.output[name]).toBe("ab\0\0\0");
    expect(g.ports.output[name === "stdout" ? "stderr" : "stdout"]).toBe("");
  });

  test("each handle is a resource of its own: one that is dropped closes no other", () => {
    const g = guest();
    const [one, other] = [output(g), output(g)];
    drop(one);
    other.write!(bytes("x"));
    expect(endOf(() => one.write!(bytes("y")))).toEqual({ trap: "invalid-use" });
    expect(g.ports.output.stdout).toBe("x");
  });

  test("splice moves what there is, and tells that its source is closed", () => {
    const g = guest({ answer: () => ({ ok: true, status: 200, headers: [], body: bytes("payload") }) });
    const source = responseStream(g);
    expect(output(g).splice!<bigint>(source, 3n)).toBe(3n);
    expect(output(g).blockingSplice!<bigint>(source, 2n ** 64n - 1n)).toBe(4n);
    expect(endOf(() => output(g).splice!(source, 1n))).toEqual({ err: { tag: "closed" } });
    expect(g.ports.output.stdout).toBe("payload");
  });

  test.each(["writeZeroes", "blockingWriteZeroesAndFlush"])("%s beyond what check-write allows is a trap", (method) => {
    expect(endOf(() => output(guest())[method]!(2n ** 40n))).toEqual({ trap: "invalid-use" });
  });
});

test("a body is read in pieces, skipped, and closed at its end", () => {
  const g = guest({
    limits: { maxChunkBytes: 4 },
    answer: () => ({ ok: true, status: 200, headers: [], body: bytes("0123456789") }),
  });
  const stream = responseStream(g);
  expect(text(stream.read!(2n))).toBe("01");
  expect(text(stream.read!(0n))).toBe("");
  expect(stream.skip!<bigint>(1n)).toBe(1n);
  expect(text(stream.blockingRead!(2n ** 64n - 1n))).toBe("3456");
  expect(text(stream.read!(100n))).toBe("789");
  expect(endOf(() => stream.read!(1n))).toEqual({ err: { tag: "closed" } });
});

function responseStream(g: Guest): Handle {
  const request = new (g.classOf("wasi:http/types", "OutgoingRequest"))(new (g.classOf("wasi:http/types", "Fields"))());
  request.setAuthority!("a.test");
  const future = g.call("wasi:http/outgoing-handler", "handle", request, undefined);
  future.subscribe!().block!();
  const got = future.get!<{ val: { val: Handle } }>();
  return got.val.val.consume!().stream!();
}
