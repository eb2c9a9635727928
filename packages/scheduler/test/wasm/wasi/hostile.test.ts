/** A guest that declares, drops, keeps and asks for what no honest one would. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KNOWN_WASI } from "../../../src/wasm/wasi/known.ts";
import { GuestExit } from "../../../src/wasm/wasi/ports.ts";
import { bytes, drop, endOf, forged, guest, type Call, type Class, type Guest, type Handle } from "./guest.ts";
import { httpGuest, OK, resultOf, type HttpGuest } from "./http-guest.ts";
import { readWasiWit } from "./wit.ts";

const wit = await readWasiWit();
const RESOURCES = [...wit].flatMap(([name, { resources }]) =>
  [...resources].map(([resource, shape]) => ({ name, resource, shape })),
);
const INVALID = { trap: "invalid-use" };
const LIMIT = { trap: "limit-reached" };

describe("handles", () => {
  test.each(RESOURCES.filter(({ name }) => KNOWN_WASI.get(name) !== "denied" && name !== "wasi:sockets/network"))(
    "one of $name $resource that never was is a trap in every method, and cannot be dropped",
    ({ name, resource, shape }) => {
      for (const method of shape.methods) {
        const g = guest();
        expect(endOf(() => forged(g.classOf(name, resource))[method]!())).toEqual(INVALID);
      }
      const g = guest();
      drop(forged(g.classOf(name, resource)));
      expect(g.world.holding.resources).toBe(0);
    },
  );

  test.each(RESOURCES.filter(({ shape }) => !shape.constructor))(
    "$name $resource cannot be constructed",
    ({ name, resource }) => {
      const g = guest();
      expect(endOf(() => new (g.classOf(name, resource))({ status: 200, bytes: bytes("x") }))).toEqual(INVALID);
      expect(endOf(() => g.call("wasi:clocks/wall-clock", "now"))).toEqual(INVALID);
    },
  );

  test.each(RESOURCES.filter(({ shape }) => shape.constructor))(
    "$name $resource is no function",
    ({ name, resource }) => {
      const Class = guest().classOf(name, resource) as unknown as Call;
      expect(endOf(() => Class())).toEqual(INVALID);
      expect(endOf(() => Reflect.apply(Class, guest(), []))).toHaveProperty("trap");
    },
  );

  test("a handle that was dropped is a trap, and a second drop is none", () => {
    const g = httpGuest();
    const fields = g.fields();
    drop(fields, fields, fields);
    expect(g.world.holding.resources).toBe(0);
    expect(endOf(() => fields.entries!())).toEqual(INVALID);
  });

  const kept: [string, (g: HttpGuest) => unknown][] = [
    [
      "fields given to a request",
      (g) => {
        const f = g.fields();
        g.request(f);
        return f.append!("a", bytes("b"));
      },
    ],
    [
      "fields given to two requests",
      (g) => {
        const f = g.fields();
        g.request(f);
        return g.request(f);
      },
    ],
    [
      "a request that was sent, changed",
      (g) => {
        const r = g.request();
        g.handle(r);
        return r.setAuthority!("b.test");
      },
    ],
    [
      "a request that was sent, sent again",
      (g) => {
        const r = g.request();
        g.handle(r);
        return g.handle(r);
      },
    ],
    [
      "a request that was sent, its body",
      (g) => {
        const r = g.request();
        g.handle(r);
        return r.body!();
      },
    ],
    [
      "options used twice",
      (g) => {
        const o = new (g.types("RequestOptions"))();
        g.handle(g.request(), o);
        return g.handle(g.request(), o);
      },
    ],
    [
      "a body finished twice",
      (g) => {
        const b = g.request().body!();
        g.types("OutgoingBody").finish!(b);
        return g.types("OutgoingBody").finish!(b);
      },
    ],
    ["fields as a request", (g) => g.handle(g.fields())],
    ["a request as options", (g) => g.handle(g.request(), g.request())],
    [
      "a response body as a request body",
      (g) => g.types("OutgoingBody").finish!((resultOf(g.handle(g.request())).val as Handle).consume!()),
    ],
    [
      "a pollable as a stream",
      (g) => g.call("wasi:cli/stdout", "getStdout").splice!(g.call("wasi:cli/stdin", "getStdin").subscribe!(), 1n),
    ],
    ["fields of another guest", (g) => g.request(httpGuest().fields())],
    [
      "a pollable of another guest",
      (g) => g.call("wasi:io/poll", "poll", [guest().call("wasi:cli/stdin", "getStdin").subscribe!()]),
    ],
    ["a class as a resource", (g) => g.request(g.types("Fields"))],
    ["a prototype as a resource", (g) => g.request(g.types("Fields").prototype as never)],
  ];
  test.each(kept)("%s: a trap", (_, use) => {
    const g = httpGuest();
    expect(endOf(() => use(g))).toEqual(INVALID);
    expect(g.ports.traps).toHaveLength(1);
  });

  test("children outlive their parents, and hold nothing", () => {
    const g = httpGuest({ answer: () => ({ ...OK, body: new Uint8Array(1e6), headers: [["a", "b"]] }) as typeof OK });
    const request = g.request();
    const sent = request.headers!();
    const future = g.handle(request);
    const pollable = future.subscribe!();
    const response = resultOf(future).val as Handle;
    const received = response.headers!();
    const body = response.consume!();
    const stream = body.stream!();
    expect(g.world.holding.bytes).toBeGreaterThan(1e6);
    drop(future, response, body);
    expect(pollable.ready!()).toBe(true);
    expect(endOf(() => stream.read!(1n))).toEqual({ err: { tag: "closed" } });
    expect(received.has!("a")).toBe(true);
    expect(sent.entries!()).toEqual([]);
    drop(sent, received);
    expect(g.world.holding.bytes).toBe(0);
  });
});

describe("what is held", () => {
  test("resources", () => {
    const g = guest({ limits: { maxResources: 100 } });
    const stdin = g.call("wasi:cli/stdin", "getStdin");
    const flood = (): void => {
      for (let i = 0; i < 1e6; i++) stdin.subscribe!();
    };
    expect(endOf(flood)).toEqual(LIMIT);
    expect(g.world.holding.resources).toBe(100);
  });

  test("resources that are dropped again make room for ever", () => {
    const g = guest({ limits: { maxResources: 3 } });
    const stdin = g.call("wasi:cli/stdin", "getStdin");
    for (let i = 0; i < 1e4; i++) drop(stdin.subscribe!());
    expect(g.world.holding.resources).toBe(1);
  });

  const limits = { maxHeldBytes: 1e6, maxBodyBytes: 1e5 };
  const hoards: [string, (g: HttpGuest) => unknown][] = [
    [
      "fields, cloned",
      (g) => {
        const f = g.fields([["a", new Uint8Array(60_000).fill(65)]]);
        for (;;) f.clone!();
      },
    ],
    [
      "headers, looked at",
      (g) => {
        const r = g.request(g.fields([["a", new Uint8Array(60_000).fill(65)]]));
        for (;;) r.headers!();
      },
    ],
    [
      "bodies, begun",
      (g) => {
        for (;;) g.request().body!().write!().write!(new Uint8Array(5e4));
      },
    ],
    [
      "responses, unread",
      (g) => {
        for (;;) resultOf(g.handle(g.request()));
      },
    ],
  ];
  test.each(hoards)("%s", (_, hoard) => {
    const g = httpGuest({ limits, answer: () => ({ ...OK, body: new Uint8Array(5e4) }) as typeof OK });
    expect(endOf(() => hoard(g))).toEqual(LIMIT);
    expect(g.world.holding.bytes).toBeLessThanOrEqual(1e6);
  });

  test("a body of single bytes costs what its bytes cost", () => {
    const g = httpGuest();
    const stream = g.request().body!().write!();
    for (let i = 0; i < 1e5; i++) stream.write!(new Uint8Array(1));
    expect(g.world.holding.bytes).toBeLessThan(3e5);
  });

  test("a body that was read costs nothing, though it is never dropped", () => {
    const g = httpGuest({ limits, answer: () => ({ ...OK, body: new Uint8Array(5e4) }) as typeof OK });
    for (let i = 0; i < 100; i++) {
      const stream = (resultOf(g.handle(g.request())).val as Handle).consume!().stream!();
      stream.read!(2n ** 63n);
    }
    expect(g.world.holding.bytes).toBe(0);
  });
});

describe("after a trap", () => {
  test("a guest that caught it gets the same from everything, and can only drop", () => {
    const g = httpGuest();
    const fields = g.fields([["a", bytes("b")]]);
    expect(endOf(() => fields.get!(7))).toEqual(INVALID);
    const rest = [
      () => fields.get!("a"),
      () => g.fields(),
      () => new (g.types("RequestOptions"))(),
      () => g.call("wasi:clocks/monotonic-clock", "now"),
      () => g.call("wasi:cli/exit", "exit", { tag: "ok" }),
      () => g.call("wasi:cli/stdout", "getStdout"),
    ];
    for (const each of rest) expect(endOf(each)).toEqual(INVALID);
    expect(g.ports.traps).toHaveLength(1);
    drop(fields);
    expect(g.world.holding).toEqual({ resources: 0, bytes: 0 });
  });

  test("what a port throws comes out as it is, and ends everything", () => {
    const g = guest();
    const reason = new RangeError("the log is full");
    Object.assign(g.ports, {
      write: () => {
        throw reason;
      },
    });
    const stdout = g.call("wasi:cli/stdout", "getStdout");
    expect(() => stdout.write!(bytes("x"))).toThrow(reason);
    expect(() => g.call("wasi:random/random", "getRandomU64")).toThrow(reason);
    expect(g.ports.traps).toEqual([reason]);
  });

  test("an exit that comes back is a trap", () => {
    const g = guest();
    Object.assign(g.ports, { exit: () => undefined });
    expect(endOf(() => g.call("wasi:cli/exit", "exit", { tag: "ok" }))).toEqual(INVALID);
  });
});

/** Anything that lifting can make of a declaration. */
const lifted = (g: Guest, handles: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(
        undefined,
        null,
        true,
        -1,
        0.5,
        Number.NaN,
        2 ** 53,
        "",
        "a",
        "\0\ud800",
        "__proto__",
        ...handles,
      ),
      fc.bigInt({ min: -5n, max: 2n ** 64n }),
      fc.string(),
      fc.uint8Array(),
      fc.constantFrom<unknown>(new Float64Array(3), new BigUint64Array(2), Symbol("s"), () => g),
      fc.constantFrom("get", "other", "ok", "err", "HTTP").chain((tag) => tie("value").map((val) => ({ tag, val }))),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("tag", "val", "then", "payload", "length", "byteLength", "entries"), tie("value")),
    ),
  })).value;

test("any function with any arguments gives, refuses or traps, and nothing else", () => {
  const targets = [...wit]
    .filter(([name]) => KNOWN_WASI.has(name))
    .flatMap(([name, { functions, resources }]) => [
      ...functions.map((each) => ({ name, each, resource: "" })),
      ...[...resources].flatMap(([resource, { methods, statics }]) =>
        [...methods, ...statics, "new"].map((each) => ({ name, each, resource })),
      ),
    ]);
  const property = fc.property(fc.gen(), (gen) => {
    const g = httpGuest();
    const stdout = g.call("wasi:cli/stdout", "getStdout");
    const response = resultOf(g.handle(g.request())).val as Handle;
    const handles: Handle[] = [
      stdout,
      stdout.subscribe!(),
      g.fields([["a", bytes("b")]]),
      g.request(),
      response,
      g.request().body!(),
    ];
    const values = lifted(g, handles);
    for (let step = 0; step < 12; step++) {
      const { name, each, resource } = gen(() => fc.constantFrom(...targets));
      const args = gen(() => fc.array(values, { maxLength: 3 }));
      const owner = resource === "" ? undefined : g.classOf(name, resource);
      const self = gen(() => fc.constantFrom(...handles));
      const end = endOf(() => {
        if (!owner) return g.call(name, each, ...args);
        if (each === "new") return new owner(...args);
        if (wit.get(name)!.resources.get(resource)!.statics.includes(each)) return owner[each]!(...args);
        const method = (owner as Class & { prototype: Handle }).prototype[each]!;
        return Reflect.apply(method, self, args);
      });
      if ("trap" in end)
        expect(["invalid-use", "limit-reached", String(new GuestExit(true)), String(new GuestExit(false))]).toContain(
          end.trap,
        );
    }
    for (const handle of handles) drop(handle);
    expect(g.world.holding.resources).toBeGreaterThanOrEqual(0);
    expect(g.world.holding.bytes).toBeGreaterThanOrEqual(0);
  });
  fc.assert(property, { numRuns: 400 });
});
