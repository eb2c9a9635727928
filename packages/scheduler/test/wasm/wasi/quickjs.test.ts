import { expect, test } from "vitest";
import { GuestExit } from "../../../src/wasm/wasi/ports.ts";
import { fromJavaScript } from "./component.ts";

const IMPORTS = [
  "wasi:cli/environment",
  "wasi:cli/exit",
  "wasi:cli/stdin",
  "wasi:cli/stdout",
  "wasi:clocks/wall-clock",
  "wasi:clocks/monotonic-clock",
  "wasi:random/random",
  "wasi:filesystem/preopens",
  "wasi:sockets/tcp-create-socket",
  "wasi:io/poll",
];

// QuickJS sees u64 as numbers.
const SOURCE = `
${IMPORTS.map((name, i) => `import * as i${i} from "${name}@0.2.12";`).join("\n")}
const [environment, exit, stdin, stdout, wall, monotonic, random, preopens, tcp, poll] = [${IMPORTS.map((_, i) => `i${i}`).join(", ")}];
const errorOf = (body) => { try { return { ok: body() }; } catch (e) { return { err: e?.payload ?? e }; } };
const tasks = {
  environment: () => [environment.getEnvironment(), environment.getArguments(), environment.initialCwd() ?? null],
  exit: () => exit.exit({ tag: "err" }),
  stdin: () => errorOf(() => stdin.getStdin().blockingRead(10)),
  stdout: () => { stdout.getStdout().blockingWriteAndFlush(new Uint8Array([104, 105])); },
  time: () => [wall.now().seconds, Date.now(), new Date().getTimezoneOffset()],
  wait: () => { const from = monotonic.now(); const timers = [9e6, 5e6].map((ns) => monotonic.subscribeDuration(ns)); return [[...poll.poll(timers)], monotonic.now() - from]; },
  random: () => [random.getRandomBytes(8).length, Math.random() !== Math.random()],
  files: () => preopens.getDirectories(),
  sockets: () => errorOf(() => tcp.createTcpSocket("ipv4")),
};
export function run(what) { return JSON.stringify(tasks[what]() ?? null); }
`;

test("a QuickJS guest finds what is given, and what is denied", { timeout: 60_000 }, async () => {
  const newInstance = await fromJavaScript(IMPORTS, SOURCE);
  const { ports, run } = newInstance({ environment: [["GREETING", "hello"]] });
  const told = (what: string): unknown => JSON.parse(run(what) as string);

  expect(told("environment")).toEqual([[["GREETING", "hello"]], [], null]);
  expect(told("stdin")).toEqual({ err: { tag: "closed" } });
  expect(told("time")).toEqual([1_700_000_000, 1_700_000_000_123, 0]);
  expect(told("wait")).toEqual([[1], 5e6]);
  expect(ports.blocks).toEqual([5]);
  expect(told("random")).toEqual([8, true]);
  expect(told("files")).toEqual([]);
  told("stdout");
  expect(ports.output).toEqual({ stdout: "hi", stderr: "" });
  expect(ports.notes).toEqual([]);
  expect(told("sockets")).toEqual({ err: "access-denied" });
  expect(ports.notes).toEqual([["sockets", "create-tcp-socket"]]);
  expect(() => run("nothing of the kind")).toThrow(/unreachable/);
  expect(ports.output.stderr).toContain("not a function");
  expect(ports.traps).toEqual([]);

  const other = newInstance();
  expect(() => other.run("exit")).toThrow(GuestExit);
  expect(other.ports.traps).toEqual([new GuestExit(false)]);
});
