import { describe, expect, test } from "vitest";
import { HTTP_ERROR_CODES } from "@scheduler-components/actions-http";
import { bytes, drop, endOf, text, type Handle } from "./guest.ts";
import { httpGuest, OK, resultOf, type HttpGuest } from "./http-guest.ts";

const bodyOf = (request: Handle, content: string): void => {
  const body = request.body!();
  const stream = body.write!();
  stream.blockingWriteAndFlush!(bytes(content));
  drop(stream);
  finish.current!(body);
};
/** `OutgoingBody.finish` of the guest at work. */
const finish: { current?: (body: Handle, trailers?: Handle) => unknown } = {};
function start(options?: Parameters<typeof httpGuest>[0]): HttpGuest {
  const g = httpGuest(options);
  finish.current = (body, trailers) => g.types("OutgoingBody").finish!(body, trailers);
  return g;
}

test("one exchange, from the request's parts to the last byte of the response", () => {
  const g = start({
    answer: () => ({
      ok: true,
      status: 201,
      headers: [
        ["x-a", "1"],
        ["X-A", "é"],
      ],
      body: bytes("answer"),
    }),
  });
  const request = g.request(
    g.fields([
      ["X-Y", bytes("z")],
      ["content-length", bytes("5")],
    ]),
  );
  request.setMethod!({ tag: "post" });
  request.setPathWithQuery!("/a/b?c=d");
  const options = new (g.types("RequestOptions"))();
  options.setConnectTimeout!(1_500_000n);
  options.setFirstByteTimeout!(2_000_000n);
  options.setBetweenBytesTimeout!(undefined);
  bodyOf(request, "hello");
  const future = g.handle(request, options);
  expect(future.get!()).toBeUndefined();
  const response = resultOf(future).val as Handle;
  expect(g.ports.requests).toEqual([
    {
      method: "POST",
      url: "http://a.test/a/b?c=d",
      headers: [["x-y", "z"]],
      body: bytes("hello"),
      connectTimeoutMs: 1.5,
      firstByteTimeoutMs: 2,
      betweenBytesTimeoutMs: undefined,
    },
  ]);
  expect(g.ports.blocks).toEqual([undefined]);
  expect(response.status!()).toBe(201);
  const headers = response.headers!();
  expect(headers.get!<Uint8Array[]>("X-a").map((each) => [...each])).toEqual([[0x31], [0xe9]]);
  expect(endOf(() => headers.append!("a", bytes("b")))).toEqual({ err: { tag: "immutable" } });
  const body = response.consume!();
  const stream = body.stream!();
  expect(text(stream.blockingRead!(100n))).toBe("answer");
  expect(endOf(() => body.stream!())).toEqual({ err: undefined });
  expect(endOf(() => response.consume!())).toEqual({ err: undefined });
  drop(stream);
  const trailers = g.types("IncomingBody").finish!(body);
  expect(trailers.subscribe!().ready!()).toBe(true);
  expect(trailers.get!()).toEqual({ tag: "ok", val: { tag: "ok", val: undefined } });
  expect(trailers.get!()).toEqual({ tag: "err", val: undefined });
  expect(future.get!()).toEqual({ tag: "err", val: undefined });
  drop(trailers, response, headers, future);
  // What is left: two pollables, of the future and of the trailers.
  expect(g.world.holding).toEqual({ resources: 2, bytes: 0 });
});

test("a body that is written after handle is sent once it is finished", () => {
  const g = start();
  const request = g.request();
  const body = request.body!();
  const future = g.handle(request);
  expect(g.ports.requests).toEqual([]);
  expect(future.subscribe!().ready!()).toBe(false);
  const stream = body.write!();
  stream.write!(bytes("late"));
  stream.write!(bytes("r"));
  finish.current!(body);
  expect(endOf(() => stream.write!(bytes("!")))).toEqual({ err: { tag: "closed" } });
  expect(resultOf(future).tag).toBe("ok");
  expect(g.ports.requests[0]!.body).toEqual(bytes("later"));
});

test("who waits for a response while the body is open is told, instead of waiting for ever", () => {
  const g = start();
  const request = g.request();
  const body = request.body!();
  const future = g.handle(request);
  expect(endOf(() => future.subscribe!().block!())).toEqual({ trap: "invalid-use" });
  expect(body).toBeDefined();
  expect(g.ports.blocks).toEqual([]);
});

describe("a body that is not sent", () => {
  const failed = (g: HttpGuest, spoil: (body: Handle) => unknown, headers?: Handle): unknown => {
    const request = g.request(headers);
    const body = request.body!();
    const future = g.handle(request);
    spoil(body);
    const result = resultOf(future);
    expect(g.ports.requests).toEqual([]);
    return result;
  };

  test("dropped before it was finished", () => {
    expect(failed(start(), (body) => drop(body))).toEqual({ tag: "err", val: { tag: "HTTP-protocol-error" } });
  });

  test.each(["4", "6", "x", "-1", "5, 5"])("content-length %s for five bytes", (length) => {
    const g = start();
    const spoil = (body: Handle): void => {
      const written = endOf(() => body.write!().write!(bytes("hello")));
      const end = endOf(() => finish.current!(body));
      expect([written, end]).not.toEqual([{ ok: undefined }, { ok: undefined }]);
    };
    const result = failed(g, spoil, g.fields([["content-length", bytes(length)]]));
    expect(result).toEqual({ tag: "err", val: { tag: "HTTP-request-body-size", val: expect.any(BigInt) } });
  });

  test("larger than allowed: the stream says so once, and is closed", () => {
    const g = start({ limits: { maxBodyBytes: 10 } });
    failed(g, (body) => {
      const stream = body.write!();
      stream.write!(bytes("0123456789"));
      const end = endOf(() => stream.write!(bytes("x"))) as { err: { tag: string; val: Handle } };
      expect(end.err.tag).toBe("last-operation-failed");
      expect(end.err.val.toDebugString!()).toBe("the request's body is larger than 10 bytes");
      expect(g.call("wasi:http/types", "httpErrorCode", end.err.val)).toEqual({
        tag: "HTTP-request-body-size",
        val: 11n,
      });
      expect(endOf(() => stream.checkWrite!())).toEqual({ err: { tag: "closed" } });
      expect(endOf(() => stream.flush!())).toEqual({ err: { tag: "closed" } });
      expect(endOf(() => finish.current!(body))).toEqual({ err: { tag: "HTTP-request-body-size", val: 11n } });
    });
  });

  test("finished with trailers", () => {
    const g = start();
    const spoil = (body: Handle): unknown => endOf(() => finish.current!(body, g.fields([["x-t", bytes("1")]])));
    expect(failed(g, spoil)).toEqual({ tag: "err", val: { tag: "internal-error", val: "trailers are not supported" } });
  });
});

describe("fields", () => {
  test("names are compared in any case and kept in lower case; set replaces, append adds, delete removes", () => {
    const g = start();
    const fields = g.fields([
      ["A", bytes("1")],
      ["b", bytes("2")],
      ["a", bytes("3")],
    ]);
    const entries = (handle: Handle): string[] =>
      handle.entries!<[string, Uint8Array][]>().map(([name, value]) => `${name}=${text(value)}`);
    expect(entries(fields)).toEqual(["a=1", "b=2", "a=3"]);
    expect(fields.has!("B")).toBe(true);
    const copy = fields.clone!();
    fields.set!("A", [bytes("4"), bytes("5")]);
    fields.append!("C", bytes("6"));
    fields.delete!("B");
    expect(entries(fields)).toEqual(["a=4", "a=5", "c=6"]);
    expect(entries(copy)).toEqual(["a=1", "b=2", "a=3"]);
    expect(fields.get!("nothing")).toEqual([]);
    expect(fields.has!("b")).toBe(false);
  });

  test.each([
    ["an empty name", "", "v", "invalid-syntax"],
    ["a space in a name", "a b", "v", "invalid-syntax"],
    ["a colon in a name", "a:", "v", "invalid-syntax"],
    ["a line end in a name", "a\r\nb", "v", "invalid-syntax"],
    ["a letter beyond ASCII in a name", "ä", "v", "invalid-syntax"],
    ["a line end in a value", "a", "v\r\nhost: b", "invalid-syntax"],
    ["a null in a value", "a", "v\0", "invalid-syntax"],
    ["host", "Host", "b.test", "forbidden"],
    ["connection", "CONNECTION", "close", "forbidden"],
    ["transfer-encoding", "transfer-encoding", "chunked", "forbidden"],
    ["proxy-authorization", "Proxy-Authorization", "x", "forbidden"],
    ["expect", "expect", "100-continue", "forbidden"],
  ])("%s is refused, by every way in", (_, name, value, tag) => {
    const g = start();
    const ways = [
      () => g.fields([[name, bytes(value)]]),
      () => g.fields().append!(name, bytes(value)),
      () => g.fields().set!(name, [bytes(value)]),
    ];
    for (const way of ways) expect(endOf(way)).toEqual({ err: { tag } });
  });

  test.each([
    [
      "from-list",
      (g: HttpGuest) => g.fields(Array.from({ length: 1e5 }, (): [string, Uint8Array] => ["a", bytes("")])),
    ],
    ["a large value", (g: HttpGuest) => g.fields([["a", new Uint8Array(1e6).fill(65)]])],
    [
      "appended for ever",
      (g: HttpGuest) => {
        const f = g.fields();
        for (let i = 0; i < 1e5; i++) f.append!("a", bytes("b"));
      },
    ],
  ])("more of them than allowed, by %s, is a trap", (_, grow) => {
    expect(endOf(() => grow(start()))).toEqual({ trap: "limit-reached" });
  });
});

describe("the request's parts", () => {
  test.each([
    ["setMethod", { tag: "other", val: "QUERY" }],
    ["setMethod", { tag: "delete" }],
    ["setScheme", { tag: "HTTPS" }],
    ["setScheme", { tag: "other", val: "ftp" }],
    ["setScheme", undefined],
    ["setAuthority", "[::1]:8080"],
    ["setAuthority", undefined],
    ["setPathWithQuery", "?x"],
    ["setPathWithQuery", undefined],
  ])("%s(%o) is given back as it was set", (setter, value) => {
    const request = start().request();
    request[setter]!(value);
    const getter = setter[3]!.toLowerCase() + setter.slice(4);
    const given = request[getter]!<unknown>();
    expect(given).toEqual(value);
    if (typeof value === "object") expect(given).not.toBe(value);
  });

  test.each([
    ["setMethod", { tag: "other", val: "GET /\r\n" }],
    ["setMethod", { tag: "other", val: "" }],
    ["setMethod", { tag: "other", val: "A".repeat(65) }],
    ["setMethod", { tag: "GET" }],
    ["setScheme", { tag: "other", val: "a b" }],
    ["setScheme", { tag: "http" }],
    ["setAuthority", ""],
    ["setAuthority", "user@a.test"],
    ["setAuthority", "a.test/path"],
    ["setAuthority", "a.test\\x"],
    ["setAuthority", "a.test#"],
    ["setAuthority", "a.test:99999"],
    ["setAuthority", "a%2etest"],
    ["setAuthority", "a\ttest"],
    ["setAuthority", "a".repeat(1000)],
    ["setPathWithQuery", "no-slash"],
    ["setPathWithQuery", "//a b"],
    ["setPathWithQuery", "/a#b"],
    ["setPathWithQuery", "/\r\n"],
    ["setPathWithQuery", "/é"],
    ["setPathWithQuery", "/".repeat(20_000)],
  ])("%s(%o) is refused, and changes nothing", (setter, value) => {
    const request = start().request();
    const getter = setter[3]!.toLowerCase() + setter.slice(4);
    const before = request[getter]!<unknown>();
    expect(endOf(() => request[setter]!(value))).toEqual({ err: undefined });
    expect(request[getter]!<unknown>()).toEqual(before);
  });

  test.each([
    ["no scheme is https", (r: Handle) => r.setScheme!(undefined), "https://a.test/"],
    ["a number is the address that it stands for", (r: Handle) => r.setAuthority!("2130706433"), "http://127.0.0.1/"],
    ["the default port goes", (r: Handle) => r.setAuthority!("A.test:80"), "http://a.test/"],
    ["dots are resolved", (r: Handle) => r.setPathWithQuery!("/a/../../b"), "http://a.test/b"],
    [
      "a path like an authority stays a path",
      (r: Handle) => r.setPathWithQuery!("//b.test/\\@c.test"),
      "http://a.test//b.test//@c.test",
    ],
  ])("%s", (_, change, url) => {
    const g = start();
    const request = g.request();
    change(request);
    g.handle(request);
    expect(g.ports.requests[0]!.url).toBe(url);
  });

  test.each([
    ["without an authority", (r: Handle) => r.setAuthority!(undefined), "HTTP-request-URI-invalid"],
    ["of another scheme", (r: Handle) => r.setScheme!({ tag: "other", val: "file" }), "HTTP-request-URI-invalid"],
    ["CONNECT", (r: Handle) => r.setMethod!({ tag: "connect" }), "HTTP-request-method-invalid"],
    ["connect, spelled", (r: Handle) => r.setMethod!({ tag: "other", val: "Connect" }), "HTTP-request-method-invalid"],
  ])("a request %s is not sent", (_, change, tag) => {
    const g = start();
    const request = g.request();
    change(request);
    expect(endOf(() => g.handle(request))).toEqual({ err: { tag } });
    expect(g.ports.requests).toEqual([]);
    expect(g.world.holding).toEqual({ resources: 0, bytes: 0 });
  });
});

describe("what the host answers", () => {
  const CASES = new Set(
    `DNS-error destination-unavailable destination-IP-prohibited connection-refused connection-terminated connection-timeout
    connection-read-timeout TLS-certificate-error HTTP-request-denied HTTP-request-body-size HTTP-request-URI-invalid
    HTTP-response-body-size HTTP-response-content-coding HTTP-response-timeout HTTP-protocol-error internal-error`.split(
      /\s+/,
    ),
  );

  test.each([...HTTP_ERROR_CODES, "constructor", "anything"])("the failure %s has a case", (code) => {
    const g = start({ answer: () => ({ ok: false, code, message: "m".repeat(5000) }) });
    const { tag, val } = resultOf(g.handle(g.request())) as { tag: string; val: { tag: string; val?: string } };
    expect(tag).toBe("err");
    expect(CASES.has(val.tag)).toBe(true);
    if (val.tag === "internal-error") expect(val.val).toMatch(new RegExp(`^${code}: m{400,512}$`));
  });

  test("header fields beyond the bound are an error, and nothing is held", () => {
    const headers = Array.from({ length: 3000 }, (_, i): [string, string] => [`x-${i}`, "v"]);
    const g = start({ answer: () => ({ ...OK, headers }) as typeof OK });
    const future = g.handle(g.request());
    expect(resultOf(future)).toMatchObject({ tag: "err", val: { tag: "HTTP-response-header-section-size" } });
    drop(future);
    expect(g.world.holding.bytes).toBe(0);
  });

  test("a body beyond the bound is an error", () => {
    const g = start({ limits: { maxBodyBytes: 3 }, answer: () => ({ ...OK, body: bytes("1234") }) as typeof OK });
    expect(resultOf(g.handle(g.request()))).toEqual({ tag: "err", val: { tag: "HTTP-response-body-size", val: 4n } });
  });

  test("exchanges under way are bounded; one that is dropped makes room and is told to the host", () => {
    const g = start({ limits: { maxExchanges: 2 } });
    const [first, second] = [g.handle(g.request()), g.handle(g.request())];
    expect(endOf(() => g.handle(g.request()))).toEqual({ err: { tag: "connection-limit-reached" } });
    drop(first);
    expect(g.ports.dropped).toEqual([1]);
    const third = g.handle(g.request());
    expect(resultOf(second).tag).toBe("ok");
    expect(resultOf(third).tag).toBe("ok");
    drop(second, third);
    expect(g.ports.dropped).toEqual([1]);
  });
});

test("a server's response can be made, and goes nowhere", () => {
  const g = start();
  const response = new (g.types("OutgoingResponse"))(g.fields([["a", bytes("b")]]));
  expect(response.statusCode!()).toBe(200);
  response.setStatusCode!(404);
  expect(response.statusCode!()).toBe(404);
  expect(endOf(() => response.setStatusCode!(99))).toEqual({ err: undefined });
  const body = response.body!();
  expect(endOf(() => response.body!())).toEqual({ err: undefined });
  body.write!().write!(bytes("content"));
  finish.current!(body);
  drop(response);
  expect(g.world.holding.bytes).toBe(0);
});
