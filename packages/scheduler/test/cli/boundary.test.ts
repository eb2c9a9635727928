/** What goes wrong at a component's boundary, as the command line tells it: its code, the component, the call and the cause, in every format. */
import type { ErrorCause, RunReport } from "@scheduler-components/core";
import { describe, expect, test } from "vitest";
import { runCli } from "../support/cli.ts";
import { folderWith } from "../support/folder.ts";
import { guest, type GuestParts } from "../wasm/support/guest.ts";
import { EMPTY_COMPONENT } from "../support/wasm.ts";

const WHY = { why: "the-reason", more: "what lies behind it" };
const why = "(global.get $why) (global.get $why_len)";
const CONTEXT = "scheduler:executor/context@0.1.0";
const CLIENT = "scheduler:actions-http/client@0.1.0";

/** A failure with one cause, which is the text `more` twice. */
const FAIL_WITH_CAUSE = `(drop (call $fail ${why}))
  (i32.store (i32.const 0x200) (global.get $more)) (i32.store (i32.const 0x204) (global.get $more_len))
  (i32.store (i32.const 0x208) (global.get $more)) (i32.store (i32.const 0x20c) (global.get $more_len))
  (i32.store (i32.const 0x68) (i32.const 0x200)) (i32.store (i32.const 0x6c) (i32.const 1))
  (i32.const 0x10)`;
const GROW = "(loop $more (br_if $more (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))) (unreachable)";
/** GET to the text `url`; a failure with the code that the host gave. */
const SEND: GuestParts = {
  imports: [CLIENT],
  texts: { get: "GET", url: "http://elsewhere.test/" },
  core: `(import "${CLIENT}" "send" (func $send (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 f64 i32)))`,
  execute: `(call $send (global.get $get) (global.get $get_len) (global.get $url) (global.get $url_len)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0x200))
    (call $fail (i32.load (i32.const 0x204)) (i32.load (i32.const 0x208)))`,
};
const ASK_FOREVER: GuestParts = {
  core: `(import "${CONTEXT}" "[method]action-context.get-task" (func $get_task (param i32 i32 i32 i32)))`,
  execute: `(loop $again
    (call $get_task (local.get $context) (local.get $id) (local.get $id_len) (i32.const 0x200)) (br $again)) (unreachable)`,
};
const EXIT: GuestParts = {
  imports: ["wasi:cli/exit@0.2.12"],
  core: `(import "wasi:cli/exit@0.2.12" "exit" (func $exit (param i32)))`,
  execute: "(call $exit (i32.const 0)) (unreachable)",
};

interface Row {
  readonly parts: GuestParts;
  /** The scenario's requests for it, up to the defaults. */
  readonly requests?: string;
  readonly status?: string;
  readonly code: string;
  readonly message: RegExp;
  /** The nearest. */
  readonly cause: { readonly code: string; readonly message: RegExp };
}

const NAMED = /The component "guest" .*"guest\.go"/;

const CALLS: { readonly [name: string]: Row } = {
  "result::err": {
    parts: { texts: WHY, execute: `(call $err ${why})` },
    code: "component-failed",
    message: /could not carry out "guest\.go": the-reason/,
    cause: { code: "result-err", message: /^the-reason$/ },
  },
  "a failed outcome": {
    parts: { texts: WHY, execute: FAIL_WITH_CAUSE },
    code: "the-reason",
    message: /^the-reason$/,
    cause: { code: "what lies behind it", message: /^what lies behind it$/ },
  },
  "a trap": {
    parts: { execute: "(unreachable)" },
    code: "component-trapped",
    message: /trapped in "guest\.go": .*unreachable/,
    cause: { code: "RuntimeError", message: /unreachable/ },
  },
  "an exit": {
    parts: EXIT,
    code: "component-trapped",
    message: /exited in "guest\.go"/,
    cause: { code: "exit", message: /an action answers, it does not exit/ },
  },
  "a timeout": {
    parts: { execute: "(loop $again (br $again)) (unreachable)" },
    requests: "timeout: 200ms",
    status: "timed-out",
    code: "timed-out",
    message: /took longer than 200ms in "guest\.go".*--allow guest=timeout:/,
    cause: { code: "timeout", message: /within 200 ms/ },
  },
  "out of memory": {
    parts: { execute: GROW },
    requests: "memory: 8MiB",
    code: "out-of-memory",
    message: /ran out of memory in "guest\.go".*--allow guest=memory:/,
    cause: { code: "RuntimeError", message: /unreachable/ },
  },
  "a limit reached, of what it gives": {
    parts: {},
    requests: "output: 4B",
    code: "limit-reached",
    message: /reached a limit in "guest\.go".*--allow guest=output:/,
    cause: { code: "output", message: /at most 4 are taken/ },
  },
  "a limit reached, of what it asks": {
    parts: ASK_FOREVER,
    requests: "host_calls: 50",
    code: "limit-reached",
    message: /reached a limit in "guest\.go".*--allow guest=host_calls:/,
    cause: { code: "host_calls", message: /more than 50 times/ },
  },
  "a denied capability": {
    parts: SEND,
    code: "denied-origin",
    message: /^denied-origin$/,
    cause: {
      code: "capability-denied",
      message: /"guest" .*http.*To allow it: --allow guest=http:http:\/\/elsewhere\.test/,
    },
  },
  "an init that answers result::err": {
    parts: { texts: WHY, init: `(call $refuse ${why})` },
    code: "init-failed",
    message: /"guest"/,
    cause: { code: "result-err", message: /^the-reason$/ },
  },
  "an init that traps": {
    parts: { init: "(unreachable)" },
    code: "init-failed",
    message: /"guest"/,
    cause: { code: "component-trapped", message: /"guest" trapped while it was initialised: .*unreachable/ },
  },
};

/** Whose error names nobody: it is the guest's own, and the trace's call says whose. */
const OWN = new Set(["the-reason", "denied-origin"]);

const scenarioOf = (requests: string): string => `version: "1.0"
name: boundary
components:
  - { id: guest, source: ./guest.wasm, requests: { ${requests} } }
actions:
  actions:
    - { id: do-it, call: guest.go, with: { given: true } }
workflows:
  nodes:
    - { id: task, type: action, action: do-it }
`;

describe("a call that ends with", () => {
  test.each(Object.entries(CALLS))("%s", async (_name, row) => {
    const { parts, requests = "", status = "failed", code, message, cause } = row;
    const cwd = folderWith({ "guest.wasm": await guest(parts), "a.yaml": scenarioOf(requests) });
    const json = await runCli(["run", "a.yaml", "--format", "json"], { cwd });
    expect(json.code).toBe(1);
    const [trace] = (JSON.parse(json.stdout) as RunReport).traces;
    expect(trace).toMatchObject({ task: "task", call: "guest.go", status, error: { code, retryable: false } });
    const { error } = trace ?? {};
    expect(error?.message).toMatch(message);
    if (!OWN.has(code)) expect(error?.message).toMatch(code === "init-failed" ? /"guest"/ : NAMED);
    const [nearest] = error?.causes ?? [];
    expect(nearest).toEqual({
      code: expect.stringMatching(new RegExp(`^${cause.code}$`)),
      message: expect.stringMatching(cause.message),
    });

    const pretty = await runCli(["run", "a.yaml"], { cwd });
    expect(pretty.code).toBe(1);
    const said = pretty.stdout.split("\n");
    const head = said.indexOf(`${status} task (guest.go, attempt 1)`);
    expect(said[head + 1]).toBe(`  ${code}: ${error?.message}`);
    const causes = (error?.causes ?? []).map((each: ErrorCause) => `    caused by ${each.code}: ${each.message}`);
    expect(said.slice(head + 2, head + 2 + causes.length)).toEqual(causes);
  });
});

interface Refused {
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
  readonly code: string;
  readonly why: RegExp;
}

/** The same with another name, as long, wherever one stands. */
function renamed(component: Uint8Array, found: string, other: string): Uint8Array {
  const bytes = Buffer.from(component);
  for (let at = bytes.indexOf(found); at >= 0; at = bytes.indexOf(found, at + 1)) bytes.write(other, at, "latin1");
  return bytes;
}

const ofVersion = async (version: string, name: string): Promise<Uint8Array> =>
  renamed(await guest(), `${name}@0.1.0`, `${name}@${version}`);

const REFUSED: { readonly [name: string]: Refused } = {
  "does not fit the world": {
    bytes: () => EMPTY_COMPONENT,
    code: "component-unfit",
    why: /is no action component: it does not export scheduler:executor\/component-api/,
  },
  "imports what nobody has": {
    bytes: async () => renamed(await guest(EXIT), "wasi:cli/exit@", "wasi:cli/exat@"),
    code: "component-unfit",
    why: /imports wasi:cli\/exat@0\.2\.12, which this host does not know/,
  },
  "exports a version out of range": {
    bytes: () => ofVersion("0.9.0", "scheduler:executor/component-api"),
    code: "component-version",
    why: /exports scheduler:executor\/component-api in version 0\.9\.0; this host supports 0\.1\.x/,
  },
  "imports a version out of range": {
    bytes: () => ofVersion("0.2.0", "scheduler:executor/context"),
    code: "component-version",
    why: /imports scheduler:executor\/context in version 0\.2\.0; this host supports 0\.1\.x/,
  },
};

describe("a component that", () => {
  test.each(Object.entries(REFUSED))(
    "%s is refused before anything runs, on its line",
    async (_name, { bytes, code, why }) => {
      const cwd = folderWith({ "guest.wasm": await bytes(), "a.yaml": scenarioOf("") });
      for (const format of ["pretty", "json"]) {
        const { code: exit, stdout, stderr } = await runCli(["run", "a.yaml", "--format", format], { cwd });
        expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
        const line = stderr
          .split("\n")
          .find((each) => each.includes(`: error[component-refused]: [${code}] The component guest (`));
        expect(line).toMatch(why);
      }
    },
  );
});
