import type { JsonValue } from "@scheduler-components/executor";
import { expect } from "vitest";
import { serve, serveRaw } from "../support/servers.ts";
import { answering, jsonOf, outputOf, rows } from "./support.ts";
import type { HttpCase, HttpTopic } from "./suite.ts";

const DEEP = `${"[".repeat(600)}${"]".repeat(600)}`;
const LONG = `[${"9".repeat(400)}]`;

const bodies = rows<readonly [string, as: string, type: string, body: string | Buffer, expected: JsonValue]>(
  [
    ["json", "auto", "application/json", '{"a":1}', { a: 1 }],
    ["json with a suffix and charset", "auto", "application/problem+json; charset=utf-8", "[1]", [1]],
    ["json with a BOM", "auto", "application/json", "\ufeff[1]", [1]],
    ["text", "auto", "text/plain", "é", "é"],
    ["text with a BOM", "auto", "text/plain", "\ufeffé", "é"],
    ["text in Latin-1", "auto", "text/plain; charset=iso-8859-1", Buffer.from([0xe9]), "é"],
    ["text in Shift JIS", "auto", "text/plain; charset=shift_jis", Buffer.from([0x83, 0x65]), "テ"],
    ["text in what nobody knows is UTF-8", "auto", "text/plain; charset=klingon", "é", "é"],
    [
      "text that is not UTF-8",
      "auto",
      "text/plain",
      Buffer.from([0xe2, 0x82, 0x41, 0xf0, 0x9f, 0xff]),
      "\ufffdA\ufffd\ufffd",
    ],
    ["broken JSON is text", "auto", "application/json", "{", "{"],
    ["JSON nested too deep is text", "auto", "application/json", DEEP, DEEP],
    ["a number beyond JSON's doubles is text", "auto", "application/json", '{"a":1e400}', '{"a":1e400}'],
    ["a long number beyond doubles is text", "auto", "application/json", LONG, LONG],
    ["half of a surrogate pair is text", "auto", "application/json", '["\\ud800"]', '["\\ud800"]'],
    ["half of a surrogate pair in a key is text", "auto", "application/json", '{"\\udc00":1}', '{"\\udc00":1}'],
    ["an escaped surrogate pair is a character", "auto", "application/json", '["\\ud83d\\ude00"]', ["😀"]],
    ["a large exponent within doubles", "auto", "application/json", "[1e300]", [1e300]],
    ["bytes", "auto", "image/png", Buffer.from([0, 255]), "AP8="],
    ["many bytes", "auto", "image/png", Buffer.alloc(50_000, 7), Buffer.alloc(50_000, 7).toString("base64")],
    ["no type, UTF-8", "auto", "", "é", "é"],
    ["no type, bytes", "auto", "", Buffer.from([0xff]), "/w=="],
    ["as json, whatever the type", "json", "text/plain", "1", 1],
    ["as text", "text", "application/json", '{"a":1}', '{"a":1}'],
    ["as base64", "base64", "application/json", "hi", "aGk="],
    ["empty", "auto", "application/json", "", null],
    ["empty as json", "json", "application/json", "", null],
    ["empty as text", "text", "text/plain", "", ""],
    ["a __proto__ key", "auto", "application/json", '{"__proto__":{"x":1}}', jsonOf('{"__proto__":{"x":1}}')],
  ],
  async (subject, [, as, type, body, expected]) => {
    const url = await answering(200, type === "" ? {} : { "content-type": type }, body);
    const outcome = await subject.act("get", { url, response: { as } });
    const output = outputOf(outcome);
    expect(outcome).toMatchObject({ status: "succeeded", detail: "HTTP 200" });
    expect(output.body).toEqual(expected);
    expect(output.timings.waitMs).toBeGreaterThan(0);
    expect(output.timings.totalMs).toBeGreaterThanOrEqual(output.timings.waitMs);
  },
);

const names = rows(
  ["__proto__", "constructor", "toString", "hasOwnProperty"].map((name) => [`a header called ${name}`, name] as const),
  async (subject, [, name]) => {
    const { origin } = await serveRaw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nx-a: b\r\n${name}: x\r\n${name}: y\r\ncontent-length: 2\r\n\r\nok`),
    );
    const output = outputOf(await subject.act("get", { url: origin }));
    expect(output.body).toBe("ok");
    expect(Object.entries(output.headers)).toContainEqual([name.toLowerCase(), "x, y"]);
  },
);

const sizes = rows<readonly [string, number, string | undefined]>(
  [
    ["max_bytes: as large as allowed", 1000, undefined],
    ["max_bytes: one byte more", 999, "response-too-large"],
    ["max_bytes: none", 0, "response-too-large"],
  ],
  async (subject, [, max, code]) => {
    const url = await answering(200, {}, "x".repeat(1000));
    expect((await subject.act("get", { url, response: { max_bytes: max } })).error?.code).toBe(code);
  },
);

const others: readonly HttpCase[] = [
  {
    name: "as json, but it is not: the output is kept as text",
    run: async (subject) => {
      const url = await answering(200, { "content-type": "text/html" }, "<p>");
      const outcome = await subject.act("get", { url, response: { as: "json" } });
      expect(outcome).toMatchObject({ status: "failed", error: { code: "invalid-response" }, output: { body: "<p>" } });
    },
  },
  {
    name: "several headers of one name are joined",
    run: async (subject) => {
      const url = await answering(200, { "x-a": ["1", "2"], "set-cookie": "a=1" });
      const { headers } = outputOf(await subject.act("get", { url }));
      expect(headers).toMatchObject({ "x-a": "1, 2", "set-cookie": ["a=1"] });
    },
  },
  {
    name: "the bytes of a header are Latin-1",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) =>
        socket.end(Buffer.from("HTTP/1.1 200 OK\r\nx-a: \xe9\r\ncontent-length: 0\r\n\r\n", "latin1")),
      );
      expect(outputOf(await subject.act("get", { url: origin })).headers).toMatchObject({ "x-a": "é" });
    },
  },
  {
    name: "max_bytes: a body without an end stops at the limit",
    run: async (subject) => {
      let written = 0;
      const { origin } = await serve((_request, response) => {
        const chunk = Buffer.alloc(65_536);
        const push = (): void => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
          written += chunk.length;
        };
        response.on("drain", push);
        push();
      });
      const { error } = await subject.act("get", { url: origin, response: { max_bytes: 1_000_000 } });
      expect(error?.code).toBe("response-too-large");
      expect(written).toBeLessThan(50_000_000);
    },
  },
  {
    name: "in chunks, slowly",
    run: async (subject) => {
      const { origin } = await serve((_request, response) => {
        response.setHeader("content-type", "application/json");
        const pieces = ['{"a"', ":[1,", "2]}"];
        const next = (): void => {
          const piece = pieces.shift();
          if (piece === undefined) response.end();
          else response.write(piece, () => setImmediate(next));
        };
        next();
      });
      expect(outputOf(await subject.act("get", { url: origin })).body).toEqual({ a: [1, 2] });
    },
  },
  {
    name: "a body of many packets arrives whole",
    run: async (subject) => {
      const text = "0123456789".repeat(10_000);
      const url = await answering(200, { "content-type": "text/plain" }, text);
      expect(outputOf(await subject.act("get", { url })).body).toBe(text);
    },
  },
  {
    name: "a body until the connection ends",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) =>
        socket.end("HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nold"),
      );
      expect(outputOf(await subject.act("get", { url: origin })).body).toBe("old");
    },
  },
  {
    name: "a content length that is too small gives no more than it says",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) =>
        socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nokHTTP/1.1 200 OK\r\n"),
      );
      expect(outputOf(await subject.act("get", { url: origin })).body).toBe("ok");
    },
  },
  {
    name: "a trailer called constructor",
    run: async (subject) => {
      const { origin } = await serveRaw((socket) =>
        socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nconstructor: x\r\n\r\n"),
      );
      expect(outputOf(await subject.act("get", { url: origin })).body).toBe("ok");
    },
  },
  {
    name: "103 before the response",
    run: async (subject) => {
      const { origin } = await serve((_request, response) => {
        response.writeEarlyHints({ link: "</a.css>; rel=preload" });
        response.end("done");
      });
      expect(outputOf(await subject.act("get", { url: origin }))).toMatchObject({ status: 200, body: "done" });
    },
  },
];

export const RESPONSES: HttpTopic = { name: "responses", cases: [...bodies, ...names, ...sizes, ...others] };
