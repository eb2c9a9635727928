import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "vitest";
import { answering, outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const TEXT = "hello ".repeat(100);
const BOMB = Buffer.alloc(50_000_000);

const encodings = rows<readonly [string, string, Buffer]>(
  [
    ["gzip", "gzip", gzipSync(TEXT)],
    ["gzip by its old name", "x-gzip", gzipSync(TEXT)],
    ["gzip in capitals", "GZip", gzipSync(TEXT)],
    ["gzip in two members", "gzip", Buffer.concat([gzipSync(TEXT.slice(0, 300)), gzipSync(TEXT.slice(300))])],
    ["brotli", "br", brotliCompressSync(TEXT)],
    ["deflate", "deflate", deflateSync(TEXT)],
    ["deflate without its header", "deflate", deflateRawSync(TEXT)],
    ["two, gzip the outer", "deflate, gzip", gzipSync(deflateSync(TEXT))],
    ["two, brotli the outer", "gzip, br", brotliCompressSync(gzipSync(TEXT))],
    ["identity", "identity", Buffer.from(TEXT)],
    ["one that nobody asked for is left alone", "zstd", Buffer.from(TEXT)],
  ],
  async (subject, [, encoding, body]) => {
    const url = await answering(200, { "content-type": "text/plain", "content-encoding": encoding }, body);
    expect(outputOf(await subject.act("get", { url })).body).toBe(TEXT);
  },
);

const bombs = rows<readonly [string, string, () => Buffer]>(
  [
    ["a gzip bomb is refused", "gzip", () => gzipSync(BOMB)],
    ["a brotli bomb is refused", "br", () => brotliCompressSync(BOMB, { params: { 0: 0, 1: 1 } })],
    ["a deflate bomb is refused", "deflate", () => deflateSync(BOMB)],
  ],
  async (subject, [, encoding, make]) => {
    const body = make();
    expect(body.length).toBeLessThan(1_000_000);
    const url = await answering(200, { "content-encoding": encoding }, body);
    const { error } = await subject.act("get", { url });
    expect(error).toMatchObject({ code: "response-too-large", retryable: false });
  },
);

const broken = rows<readonly [string, string, Buffer]>(
  [
    ["not gzip at all", "gzip", Buffer.from("plain")],
    ["gzip, cut off", "gzip", gzipSync(TEXT).subarray(0, 20)],
    ["gzip, cut off before its length", "gzip", gzipSync(TEXT).subarray(0, -4)],
    ["gzip with a wrong checksum", "gzip", Buffer.concat([gzipSync(TEXT).subarray(0, -8), Buffer.alloc(8)])],
    ["deflate, cut off", "deflate", deflateSync(TEXT).subarray(0, 12)],
    ["deflate, cut off before its checksum", "deflate", deflateSync(TEXT).subarray(0, -4)],
    ["deflate without its header, cut off", "deflate", deflateRawSync(TEXT).subarray(0, 10)],
    ["brotli, cut off", "br", brotliCompressSync(TEXT).subarray(0, 10)],
  ],
  async (subject, [, encoding, body]) => {
    const url = await answering(200, { "content-encoding": encoding }, body);
    const { error } = await subject.act("get", { url });
    expect(error).toMatchObject({
      code: "invalid-encoding",
      message: `GET ${url}/: the response's body is not ${encoding}, though its header says so.`,
    });
  },
);

const others: readonly HttpCase[] = [
  {
    name: "as large as allowed",
    run: async (subject) => {
      const url = await answering(200, { "content-encoding": "gzip", "content-type": "text/plain" }, gzipSync(TEXT));
      const outcome = await subject.act("get", { url, response: { max_bytes: TEXT.length } });
      expect(outputOf(outcome).body).toBe(TEXT);
      const { error } = await subject.act("get", { url, response: { max_bytes: TEXT.length - 1 } });
      expect(error?.code).toBe("response-too-large");
    },
  },
  {
    name: "many on top of each other are refused",
    run: async (subject) => {
      const url = await answering(200, { "content-encoding": "gzip, gzip, gzip, gzip" }, "x");
      expect((await subject.act("get", { url })).error?.code).toBe("invalid-encoding");
    },
  },
];

export const COMPRESSION: HttpTopic = {
  name: "content encodings",
  cases: [...encodings, ...bombs, ...broken, ...others],
};
