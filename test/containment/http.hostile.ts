/** Components that try to reach what they were not granted, and to learn what they must not know. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ActionComponent, ActionOutcome } from "@scheduler-components/executor";
import { fakeContext } from "@scheduler-components/executor/testing";
import { guest, type GuestParts } from "../../packages/scheduler/test/wasm/support/guest.ts";
import { loadGuest, type LoadGuestOptions } from "../../packages/scheduler/test/wasm/support/load.ts";
import { attack, keepGuests, type Aftermath, type Attack } from "./support/attack.ts";

const SECRET = "s3cr3t-and-long-enough";
const DENIED = ["denied-origin", "denied-address"];

/** Sends a GET to the parameter `url` with one header, and answers with the body, which must be JSON. */
function sender(header = "x-nothing", value = "at all", encoding = "identity"): GuestParts {
  return {
    imports: ["scheduler:actions-http/client@0.1.0"],
    texts: { get: "GET", header, value, asks: "accept-encoding", encoding },
    core: `(import "scheduler:actions-http/client@0.1.0" "send"
      (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32)))`,
    // {"url":"…"}
    execute: `
      (i32.store (i32.const 0x300) (global.get $header)) (i32.store (i32.const 0x304) (global.get $header_len))
      (i32.store (i32.const 0x308) (global.get $value)) (i32.store (i32.const 0x30c) (global.get $value_len))
      (i32.store (i32.const 0x310) (global.get $asks)) (i32.store (i32.const 0x314) (global.get $asks_len))
      (i32.store (i32.const 0x318) (global.get $encoding)) (i32.store (i32.const 0x31c) (global.get $encoding_len))
      (call $send (global.get $get) (global.get $get_len)
        (i32.add (local.get $parameters) (i32.const 8)) (i32.sub (local.get $parameters_len) (i32.const 10))
        (i32.const 0x300) (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0x200))
      (if (i32.load8_u (i32.const 0x200)) (then
        (return (call $fail (i32.load (i32.const 0x204)) (i32.load (i32.const 0x208))))))
      (call $succeed (i32.load (i32.const 0x210)) (i32.load (i32.const 0x214)))`,
  };
}

const TYPES = "wasi:http/types@0.2.12";
const WASI_HTTP = `
  (import "${TYPES}" "[constructor]fields" (func $fields (result i32)))
  (import "${TYPES}" "[constructor]outgoing-request" (func $request (param i32) (result i32)))
  (import "${TYPES}" "[method]outgoing-request.set-scheme" (func $set_scheme (param i32 i32 i32 i32 i32) (result i32)))
  (import "${TYPES}" "[method]outgoing-request.set-authority" (func $set_authority (param i32 i32 i32 i32) (result i32)))
  (import "${TYPES}" "[method]future-incoming-response.subscribe" (func $subscribe (param i32) (result i32)))
  (import "${TYPES}" "[method]future-incoming-response.get" (func $get (param i32 i32)))
  (import "${TYPES}" "[resource-drop]future-incoming-response" (func $drop_future (param i32)))
  (import "wasi:http/outgoing-handler@0.2.12" "handle" (func $handle (param i32 i32 i32 i32)))
  (import "wasi:io/poll@0.2.12" "[method]pollable.block" (func $block (param i32)))`;
const WASI_IMPORTS = ["wasi:http/types@0.2.12", "wasi:http/outgoing-handler@0.2.12", "wasi:io/poll@0.2.12"];
/** Gives the future of a GET to the parameter `url`, which is an authority, or traps. */
const START = `(func $start_request (param $at i32) (param $len i32) (result i32) (local $request i32)
  (local.set $request (call $request (call $fields)))
  (if (call $set_scheme (local.get $request) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)) (then unreachable))
  (if (call $set_authority (local.get $request) (i32.const 1) (local.get $at) (local.get $len)) (then unreachable))
  (call $handle (local.get $request) (i32.const 0) (i32.const 0) (i32.const 0x200))
  (if (i32.load8_u (i32.const 0x200)) (then unreachable))
  (i32.load (i32.const 0x208)))`;
const SET_AUTHORITY = "(if (call $set_authority";
const SET_ENDLESS =
  "(if (call $set_path (local.get $request) (i32.const 1) (global.get $endless) (global.get $endless_len)) (then unreachable))";
const AUTHORITY =
  "(i32.add (local.get $parameters) (i32.const 8)) (i32.sub (local.get $parameters_len) (i32.const 10))";
const WASI_SENDER: GuestParts = {
  imports: WASI_IMPORTS,
  core: WASI_HTTP,
  more: START,
  texts: { refused: "refused" },
  execute: `(local.set $a (call $start_request ${AUTHORITY}))
    (call $block (call $subscribe (local.get $a)))
    (call $get (local.get $a) (i32.const 0x200))
    (if (i32.load8_u (i32.const 0x210)) (then (return (call $fail (global.get $refused) (global.get $refused_len)))))
    (call $succeed (local.get $parameters) (local.get $parameters_len))`,
};

interface Site {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  readonly seen: IncomingMessage[];
}

async function site(): Promise<Site> {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    const url = new URL(request.url ?? "/", "http://site.test");
    const to = url.searchParams.get("to");
    if (url.pathname === "/redirect" && to !== null)
      return response.writeHead(302, { location: to.replace(/[^!-~]/gu, encodeURIComponent) }).end();
    const said = request.headers.authorization ?? "";
    const other: { readonly [path: string]: string } = {
      "/base64": Buffer.from(`x:${said}`).toString("base64"),
      "/base64url": Buffer.from(said).toString("base64url"),
      "/percent": encodeURIComponent(said),
      "/json": JSON.stringify(said).slice(1, -1),
    };
    const echo = JSON.stringify({
      echo: other[url.pathname],
      authorization: request.headers.authorization ?? null,
      url: request.url,
    });
    const headers = { "content-type": "application/json", "x-echo": request.headers.authorization ?? "" };
    if (url.pathname === "/zipped" && request.headers["accept-encoding"]?.includes("gzip") === true)
      return response.writeHead(200, { ...headers, "content-encoding": "gzip" }).end(gzipSync(echo));
    if (url.pathname === "/endless") {
      const more = (): void => void (response.write("x".repeat(65_536)) && setImmediate(more));
      response.on("drain", more).on("error", () => {});
      return more();
    }
    response.writeHead(200, headers).end(echo);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port, origin: `http://127.0.0.1:${port}`, seen };
}

let granted: Site;
let other: Site;

let asker: ActionComponent;

/** Lets a component ask for a URL, without a run around it. */
async function ask(url: string, component = asker): Promise<ActionOutcome> {
  return component.executeAction({ id: "go", call: "guest.go", parameters: { url } }, fakeContext());
}

async function makeAsker(options: LoadGuestOptions): Promise<ActionComponent> {
  const component = await loadGuest(await guest(sender()), options);
  await component.initComponent({});
  return component;
}

beforeAll(async () => {
  granted = await site();
  other = await site();
  asker = await makeAsker({ http: [granted.origin] });
  keepGuests(1);
});
beforeEach(() => {
  granted.seen.length = 0;
  other.seen.length = 0;
});
afterAll(async () => {
  await asker.releaseComponent();
  for (const { server } of [granted, other]) {
    server.closeAllConnections();
    server.close();
  }
});

function send(url: string, how: Partial<Attack> = {}): Promise<Aftermath> {
  return attack({ parts: sender(), http: [granted.origin], parameters: { url }, ...how });
}

function expectDenied({ trace }: Aftermath, allow = "--allow "): void {
  expect(trace.status).toBe("failed");
  expect(DENIED).toContain(trace.error?.code);
  const denial = trace.error?.causes.find(({ code }) => code === "capability-denied");
  expect(denial?.message).toContain(allow);
  expect(denial?.message).toContain("guest");
}

test("what is granted can be reached", async () => {
  const { trace } = await send(`${granted.origin}/fine`);
  expect(trace).toMatchObject({ status: "succeeded", output: { url: "/fine" } });
});

describe("a host that was not granted is not reached", () => {
  const SPELLINGS: { readonly [name: string]: (port: number) => string } = {
    "as it is": (port) => `http://127.0.0.1:${port}/`,
    "by its name": (port) => `http://localhost:${port}/`,
    "in upper case": (port) => `HTTP://LOCALHOST:${port}/`,
    "as a number": (port) => `http://2130706433:${port}/`,
    "as a hexadecimal number": (port) => `http://0x7f000001:${port}/`,
    "in hexadecimal parts": (port) => `http://0x7f.0x0.0x0.0x1:${port}/`,
    "in octal parts": (port) => `http://0177.0.0.01:${port}/`,
    "with parts left out": (port) => `http://127.1:${port}/`,
    "mapped into IPv6": (port) => `http://[::ffff:127.0.0.1]:${port}/`,
    "mapped into IPv6 in hexadecimal": (port) => `http://[::ffff:7f00:1]:${port}/`,
    "with a dot at its end": (port) => `http://127.0.0.1.:${port}/`,
    "as a name with a dot at its end": (port) => `http://localhost.:${port}/`,
    "in full-width digits": (port) => `http://１２７.０.０.１:${port}/`,
    "behind a name of a user": (port) => `http://127.0.0.1%3A${granted.port}@127.0.0.1:${port}/`,
    "behind the granted one as a user": (port) => `http://127.0.0.1:${granted.port}@127.0.0.1:${port}/`,
    "as zero": (port) => `http://0:${port}/`,
    "as any address": (port) => `http://0.0.0.0:${port}/`,
  };

  test.each(Object.entries(SPELLINGS))("%s, at once and by a redirect", async (_, spell) => {
    const url = spell(other.port);
    const redirect = `${granted.origin}/redirect?to=${encodeURIComponent(url)}`;
    for (const outcome of [await ask(url), await ask(redirect)]) {
      expect(outcome.status).toBe("failed");
      expect([...DENIED, "invalid-url", "invalid-parameters", "invalid-redirect"]).toContain(outcome.error?.code);
    }
    expect(granted.seen.length).toBe(1);
    expect(other.seen).toEqual([]);
  });

  test("and the trace says what would allow it", async () => {
    expectDenied(await send(`${other.origin}/`), `--allow guest=http:${other.origin}`);
  });

  test.each([
    ["file:///etc/passwd"],
    ["ftp://127.0.0.1/"],
    ["data:text/plain,x"],
    ["javascript:1"],
    ["//127.0.0.1/"],
    [""],
  ])("by another scheme or none: %j", async (url) => {
    expect((await send(url)).trace.status).toBe("failed");
  });

  test.each(["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"])("by wasi:http, as %s", async (host) => {
    const { trace } = await send(`${host}:${other.port}`, { parts: WASI_SENDER });
    expect(trace).toMatchObject({ status: "failed", error: { code: "refused" } });
    expect(trace.error?.causes[0]).toMatchObject({ code: "capability-denied" });
    expect(other.seen).toEqual([]);
  });

  test("by wasi:http, what is granted is reached", async () => {
    const { trace } = await send(`127.0.0.1:${granted.port}`, { parts: WASI_SENDER });
    expect(trace.status).toBe("succeeded");
    expect(granted.seen.length).toBe(1);
  });
});

describe("with every origin granted, the address of the machine's metadata is not reached", () => {
  test.each([
    "http://169.254.169.254/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://169.254.169.254./",
    "http://user@169.254.169.254/",
    "http://[fe80::1]/",
    "http://metadata.test/",
    "http://METADATA.test./",
  ])("%s", async (url) => {
    const resolve = (): Promise<readonly { address: string; family: 4 }[]> =>
      Promise.resolve([{ address: "169.254.169.254", family: 4 }]);
    const aftermath = await send(url, { http: ["*"], client: { resolve } });
    expect(aftermath.trace).toMatchObject({ status: "failed", error: { code: "denied-address" } });
  });

  test("a name that leads elsewhere the second time is not asked a second time", async () => {
    let asked = 0;
    const resolve = (): Promise<readonly { address: string; family: 4 }[]> =>
      Promise.resolve([{ address: ++asked === 1 ? "127.0.0.1" : "169.254.169.254", family: 4 }]);
    const { trace } = await send(`http://rebound.test:${other.port}/`, { http: ["*"], client: { resolve } });
    expect(trace.status).toBe("succeeded");
    expect(asked).toBe(1);
    expect(other.seen.length).toBe(1);
  });
});

describe("a secret is never seen", () => {
  const secrets = { TOKEN: SECRET };
  const parts = sender("authorization", "Bearer $secret{TOKEN}");

  function expectUnseen({ report }: Aftermath): void {
    expect(JSON.stringify(report).includes(SECRET)).toBe(false);
  }

  test("by the guest, though the granted origin sees it", async () => {
    const aftermath = await send(`${granted.origin}/`, { parts, secrets });
    expect(granted.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(aftermath.trace.output).toMatchObject({ authorization: "Bearer $secret{TOKEN}" });
    expectUnseen(aftermath);
  });

  test.each<[string, string, GuestParts]>([
    ["compressed", "/zipped", parts],
    ["compressed, as the guest asked for", "/zipped", sender("authorization", "Bearer $secret{TOKEN}", "gzip")],
    ["in base64", "/base64", parts],
    ["in base64 for URLs", "/base64url", parts],
    ["percent-encoded", "/percent", parts],
    ["escaped in JSON", "/json", parts],
  ])("by the guest, where the server sends it back %s", async (_, path, given) => {
    const awkward = `${SECRET}&/"+`;
    const { report, trace } = await send(`${granted.origin}${path}`, { parts: given, secrets: { TOKEN: awkward } });
    expect(granted.seen.length).toBe(1);
    expect(trace).toMatchObject({ status: "succeeded", output: { authorization: "Bearer $secret{TOKEN}" } });
    const text = JSON.stringify(report);
    expect(text.includes(SECRET)).toBe(false);
    if (path !== "/zipped") expect(trace.output).toMatchObject({ echo: expect.stringContaining("$secret{TOKEN}") });
  });

  test("by an origin that a redirect leads to", async () => {
    const to = encodeURIComponent(`${other.origin}/`);
    const aftermath = await send(`${granted.origin}/redirect?to=${to}`, {
      parts,
      secrets,
      http: [granted.origin, other.origin],
    });
    expect(granted.seen.length).toBe(1);
    expect(other.seen.length).toBe(1);
    expect(JSON.stringify(other.seen[0]?.headers).includes(SECRET)).toBe(false);
    expectUnseen(aftermath);
  });

  test("by an origin that was not granted", async () => {
    expectUnseen(await send(`${other.origin}/`, { parts, secrets }));
    expect(other.seen).toEqual([]);
  });

  test("where it was not granted", async () => {
    const { trace } = await send(`${granted.origin}/`, { parts });
    expect(trace).toMatchObject({ status: "failed", error: { code: "denied-secret" } });
    expect(JSON.stringify(trace.error)).toContain("--allow guest=secrets:TOKEN");
    expect(granted.seen).toEqual([]);
  });

  test("where the server sends it back in a URL", async () => {
    const aftermath = await send(`${granted.origin}/redirect?to=${encodeURIComponent(`/back?${SECRET}`)}`, {
      parts,
      secrets,
    });
    expectUnseen(aftermath);
  });
});

describe("a response", () => {
  test("without end is cut off at its limit", async () => {
    const { trace } = await send(`${granted.origin}/endless`, { limits: { bytes_in: 2 ** 20 }, peakMiB: 256 });
    expect(trace).toMatchObject({ status: "failed", error: { code: "limit-reached" } });
    expect(trace.error?.message).toContain("--allow guest=bytes_in:");
  });

  test("without end, asked for many times at once, is cut off where all of them together reach its limit", async () => {
    // Each would be within the limit for itself; they are held at the same time.
    const most = 32 * 2 ** 20;
    const { trace, report } = await send(`127.0.0.1:${granted.port}`, {
      parts: {
        ...WASI_SENDER,
        execute: `(loop $again (local.set $a (call $start_request ${AUTHORITY}))
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $n) (i32.const 16))))
          (call $block (call $subscribe (local.get $a)))
          (call $get (local.get $a) (i32.const 0x200)) (unreachable)`,
        more: START.replace(SET_AUTHORITY, `${SET_ENDLESS}\n${SET_AUTHORITY}`),
        core: `${WASI_HTTP}\n(import "${TYPES}" "[method]outgoing-request.set-path-with-query" (func $set_path (param i32 i32 i32 i32) (result i32)))`,
        texts: { refused: "refused", endless: "/endless" },
      },
      limits: { bytes_in: most },
      peakMiB: 256,
    });
    expect(trace).toMatchObject({ status: "failed", error: { code: "limit-reached" } });
    expect(trace.error?.message).toContain("--allow guest=bytes_in:");
    const used = report.components?.["guest"]?.limits["bytes_in"]?.used ?? expect.fail("no use of bytes_in");
    // The piece that was too much, of each that was under way.
    expect(used).toBeGreaterThan(most);
    expect(used).toBeLessThan(most + 16 * 2 ** 20);
  });

  test("that never comes ends with its call", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { trace } = await send(`${origin}/`, { http: [origin], limits: { timeout: 150 } });
    expect(trace.status).toBe("timed-out");
    silent.closeAllConnections();
    silent.close();
  });
});

describe("a flood of requests that nobody waits for", () => {
  test.each<[string, number]>([
    ["to what is granted", 400],
    ["to what is not", 9_000],
  ])("%s harms nobody", async (kind, count) => {
    const port = kind === "to what is not" ? other.port : granted.port;
    const { trace } = await send(`127.0.0.1:${port}`, {
      parts: {
        ...WASI_SENDER,
        execute: `(loop $again (call $drop_future (call $start_request ${AUTHORITY}))
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $n) (i32.const ${count}))))
          (call $succeed (local.get $parameters) (local.get $parameters_len))`,
      },
    });
    expect(["succeeded", "failed"]).toContain(trace.status);
    expect(trace.error?.causes.length ?? 0).toBeLessThan(70);
    expect(other.seen).toEqual([]);
  });
});
