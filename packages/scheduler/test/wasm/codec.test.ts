import fc from "fast-check";
import { expect, test } from "vitest";
import { fromGuestCodec, toGuestCodec } from "../../src/wasm/codec.ts";
import type { FromGuest, ToGuest } from "../../src/wasm/protocol.ts";

const id = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,20}$/);
const jsonText = fc.jsonValue().map((value) => JSON.stringify(value));

const call: fc.Arbitrary<ToGuest> = fc.record({
  type: fc.constant("call" as const),
  slot: fc.nat(15),
  visit: fc.integer({ min: 1, max: 1e6 }),
  attempt: fc.integer({ min: 1, max: 100 }),
  deadline: fc.option(fc.double({ min: 0, max: 4e12, noNaN: true }), { nil: undefined }),
  id,
  call: id,
  taskId: id,
  runId: fc.oneof(id, fc.string()),
  idempotencyKey: fc.tuple(id, id).map((parts) => parts.join("/")),
  parameters: jsonText,
});

/** Whatever a guest may answer, JSON or not. */
const done = fc.record({
  slot: fc.nat(15),
  output: fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
  detail: fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
});

test("a call comes out as it went in", () => {
  fc.assert(
    fc.property(call, (message) => {
      expect(toGuestCodec.decode(toGuestCodec.encode(message))).toEqual(message);
    }),
  );
});

test("a response comes out as it went in, whatever bytes it has", () => {
  const response = fc.record({
    status: fc.integer({ min: 100, max: 599 }),
    headers: fc.array(fc.record({ name: id, value: fc.string({ unit: "binary" }) })),
    body: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.nat(), response, (ticket, value) => {
      const message: ToGuest = { type: "answer", ticket, reply: { ok: true, value } };
      expect(toGuestCodec.decode(toGuestCodec.encode(message))).toEqual(message);
    }),
  );
});

test("an answer comes out as it went in, whatever text the guest put into it", () => {
  fc.assert(
    fc.property(done, ({ slot, output, detail }) => {
      const value = { status: "succeeded", output, detail, error: undefined };
      const message = { type: "done", slot, answer: { kind: "answer", value }, asked: undefined, usage: undefined };
      // The outcome is typed as the generated code has it, with branded text.
      const decoded = fromGuestCodec.decode(fromGuestCodec.encode(message as unknown as FromGuest));
      expect(decoded).toEqual(message);
    }),
  );
});
