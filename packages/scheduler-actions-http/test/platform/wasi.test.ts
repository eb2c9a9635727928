import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inflateStream } from "../../src/platform/inflate.ts";
import { unusedBoundary } from "../../src/platform/unused-boundary.ts";
import { wasiPlatform } from "../../src/platform/wasi.ts";

const bytes = fc.uint8Array({ maxLength: 20_000 });

describe("inflate", () => {
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate-raw", deflateRawSync],
  ] as const)("%s gives back what was compressed", async (format, compress) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const packed = compress(content);
        expect(await inflateStream(packed, format, content.length)).toEqual(content);
        if (content.length > 0) expect(await inflateStream(packed, format, content.length - 1)).toBe("too-large");
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ] as const)("%s that was cut off anywhere is noticed", async (format, compress) => {
    const packed = compress(Buffer.from("hello hello hello"));
    for (let length = 1; length < packed.length; length++) {
      expect(await inflateStream(packed.subarray(0, length), format, 1000)).toMatchObject({ code: "zlib" });
    }
  });

  test("a bomb stops at the limit", async () => {
    expect(await inflateStream(gzipSync(Buffer.alloc(50_000_000)), "gzip", 1_000_000)).toBe("too-large");
  });
});

describe("a boundary", () => {
  test("is one that no part holds", () => {
    const taken = fc.nat({ max: 5 }).map((number) => `----scheduler-${String(number).padStart(36, "0")}`);
    const part = fc.array(fc.oneof(taken, fc.string(), fc.constant("----scheduler-"))).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const boundary = unusedBoundary(parts.map((one) => Buffer.from(one)));
        expect(parts.some((one) => one.includes(boundary))).toBe(false);
        expect(boundary).toHaveLength(50);
      }),
    );
  });

  test("is found at once in a part full of them", () => {
    const part = Array.from({ length: 20_000 }, (_, at) => `----scheduler-${String(at).padStart(36, "0")}`).join("");
    expect(unusedBoundary([Buffer.from(part)])).toBe(`----scheduler-${"20000".padStart(36, "0")}`);
  });
});

test("a time limit is a moment on the monotonic clock", () => {
  const platform = wasiPlatform({ clock: { now: () => 5_000_000n, subscribeDuration: () => expect.fail() } });
  expect(platform.limit(20.5, undefined)).toMatchObject({ signal: undefined, deadline: 25.5 });
  expect(platform.epoch()).toBeUndefined();
});
