import { describe, expect, test } from "vitest";
import { normalOrigin, originCovers, parseCapability } from "../../src/policy/capability.ts";
import { decideGrants } from "../../src/policy/grants.ts";
import { DEFAULT_COMPONENT_LIMITS } from "../../src/policy/limits.ts";
import { parsePolicy } from "../../src/policy/policy-file.ts";
import {
  EMPTY_POLICY,
  joinPolicies,
  NO_ALLOWANCE,
  type Allowance,
  type OperatorPolicy,
} from "../../src/policy/policy.ts";
import { shellWord } from "../../src/policy/refusal.ts";
import { decideSecrets } from "../../src/policy/secrets.ts";

function policyFor(id: string, allowance: Partial<Allowance>): OperatorPolicy {
  return { ...EMPTY_POLICY, components: new Map([[id, { ...NO_ALLOWANCE, ...allowance }]]) };
}

const MIB = 1024 * 1024;
const LIMITS = DEFAULT_COMPONENT_LIMITS;
const EVERYTHING = {
  http: ["https://api.example.com", "https://evil.example"],
  env: ["GREETING", "HOME"],
  secrets: ["API_TOKEN"],
  memory: 512 * MIB,
  timeout: 90_000,
};

describe("requests take effect only as far as the policy goes", () => {
  test("without a policy everything is refused, each with the flag that would allow it", () => {
    const { grants, refused } = decideGrants("greet", [EVERYTHING], EMPTY_POLICY);
    expect(grants).toEqual({ http: [], env: [], secrets: [], limits: LIMITS });
    expect(refused.map((refusal) => refusal.allow)).toEqual([
      "--allow greet=http:https://api.example.com",
      "--allow greet=http:https://evil.example",
      "--allow greet=env:GREETING",
      "--allow greet=env:HOME",
      "--allow greet=secrets:API_TOKEN",
      "--allow greet=memory:512MiB",
      "--allow greet=timeout:90s",
    ]);
    expect(new Set(refused.map((refusal) => refusal.code))).toEqual(new Set(["capability-not-granted"]));
  });

  test("every refusal's flag, given back as a policy, allows exactly what was refused", () => {
    const flags = decideGrants("greet", [EVERYTHING], EMPTY_POLICY).refused.map((refusal) => refusal.allow ?? "");
    let policy = EMPTY_POLICY;
    for (const flag of flags) {
      const [, kind = "", value = ""] = /^--allow greet=([a-z_]+):(.*)$/.exec(flag) ?? [];
      const parsed = parseCapability(kind, value);
      if (!parsed.ok) throw new Error(parsed.message);
      policy = joinPolicies(policy, policyFor("greet", parsed.allowance));
    }
    const { grants, refused } = decideGrants("greet", [EVERYTHING], policy);
    expect(refused).toEqual([]);
    const { memory, timeout, ...lists } = EVERYTHING;
    expect(grants).toEqual({ ...lists, limits: { ...LIMITS, memory, timeout } });
  });

  test("the intersection is granted, the rest is refused", () => {
    const policy = policyFor("greet", {
      http: ["https://*.example.com"],
      env: ["GREETING", "OTHER"],
      limits: { memory: 16 * MIB },
    });
    const { grants, refused } = decideGrants("greet", [EVERYTHING], policy);
    expect(grants).toEqual({
      http: ["https://api.example.com"],
      env: ["GREETING"],
      secrets: [],
      limits: { ...LIMITS, memory: 16 * MIB },
    });
    expect(refused.map((refusal) => refusal.allow)).toContain("--allow greet=memory:512MiB");
    expect(refused.map((refusal) => refusal.allow)).not.toContain("--allow greet=env:GREETING");
  });

  test("what is allowed to one component is not allowed to another", () => {
    expect(
      decideGrants("other", [{ env: ["GREETING"] }], policyFor("greet", { env: ["GREETING"] })).grants.env,
    ).toEqual([]);
  });

  test("all that is requested can be allowed at once, and no more than that", () => {
    const { grants, refused } = decideGrants("greet", [{ env: ["A"], memory: MIB }], {
      ...EMPTY_POLICY,
      allowRequested: true,
    });
    expect(grants).toEqual({ http: [], env: ["A"], secrets: [], limits: { ...LIMITS, memory: MIB } });
    expect(refused).toEqual([]);
  });

  test("requests of the manifest count, and those of the scenario come first where there is one bound", () => {
    const policy = { ...EMPTY_POLICY, allowRequested: true };
    const { grants } = decideGrants("greet", [{ memory: "1MiB" }, { memory: "9MiB", env: ["A"] }], policy);
    expect(grants).toEqual({ http: [], env: ["A"], secrets: [], limits: { ...LIMITS, memory: MIB } });
  });

  test("a limit up to its default needs nobody's word, and the operator's may be lower", () => {
    const wanted = [{ memory: "64MiB", host_calls: 100, logs: "1KiB" }];
    const free = decideGrants("greet", wanted, EMPTY_POLICY);
    expect(free.refused).toEqual([]);
    expect(free.grants.limits).toEqual({ ...LIMITS, memory: 64 * MIB, host_calls: 100, logs: 1024 });
    const less = decideGrants("greet", wanted, policyFor("greet", { limits: { memory: MIB, tables: 10 } }));
    expect(less.grants.limits).toMatchObject({ memory: MIB, tables: 10 });
    expect(less.refused.map((refusal) => refusal.allow)).toEqual(["--allow greet=memory:64MiB"]);
  });

  test("a kind that nobody knows is refused, whatever the policy", () => {
    const { refused } = decideGrants("greet", [{ sockets: ["*"] }], { ...EMPTY_POLICY, allowRequested: true });
    expect(refused).toEqual([
      { code: "capability-not-granted", message: "greet requests sockets, which this version cannot grant" },
    ]);
  });
});

describe("origins", () => {
  test.each([
    ["HTTPS://API.Example.com:443/", "https://api.example.com"],
    ["http://127.1:8080", "http://127.0.0.1:8080"],
    ["https://*.Example.com", "https://*.example.com"],
    ["*", "*"],
    ["https://api.example.com/path", undefined],
    ["https://user@api.example.com", undefined],
    ["ftp://api.example.com", undefined],
    ["https://*", undefined],
  ])("%s is %s", (text, origin) => {
    expect(normalOrigin(text)).toBe(origin);
  });

  test.each([
    ["*", "http://a.example", true],
    ["https://*.example.com", "https://a.example.com", true],
    ["https://*.example.com", "https://example.com", false],
    ["https://*.example.com", "http://a.example.com", false],
    ["https://*.example.com", "https://a.example.com:8443", false],
    ["https://*.example.com", "https://evilexample.com", false],
    ["https://*.example.com", "https://*.b.example.com", true],
    ["https://*.b.example.com", "https://*.example.com", false],
    ["https://a.example", "*", false],
    ["https://*.example.com", "*", false],
  ])("%s covers %s: %s", (allowed, requested, covers) => {
    expect(originCovers(allowed, requested)).toBe(covers);
  });
});

describe("a policy file", () => {
  test("is understood", () => {
    const parsed = parsePolicy({
      components: { greet: { native: true, http: "https://a.example", env: ["A"], memory: "1MiB", timeout: "2s" } },
      http: { deny: ["10.0.0.0/8"] },
      secrets: ["TOKEN"],
    });
    expect(parsed).toEqual({
      ok: true,
      policy: {
        allowRequested: false,
        components: new Map([
          [
            "greet",
            {
              native: true,
              http: ["https://a.example"],
              env: ["A"],
              secrets: [],
              limits: { memory: MIB, timeout: 2000 },
            },
          ],
        ]),
        http: { deny: ["10.0.0.0/8"] },
        secrets: ["TOKEN"],
      },
    });
  });

  test.each([
    ["no object", [], ["expected an object"]],
    ["an unknown key", { alow_requested: true }, ["alow_requested: unknown key"]],
    ["an unknown capability", { components: { a: { disk: "*" } } }, ["components.a.disk: unknown key"]],
    ["a flag that is a text", { allow_requested: "yes" }, ["allow_requested: expected true or false"]],
    [
      "a wrong origin",
      { components: { a: { http: ["example.com"] } } },
      ['components.a.http: "example.com" is not an origin'],
    ],
    ["several at once", { secrets: 1, http: [] }, ["http: expected an object", "secrets: expected a list"]],
  ])("with %s is refused", (_name, value, messages) => {
    const parsed = parsePolicy(value);
    expect(parsed.ok).toBe(false);
    const found = parsed.ok ? [] : parsed.messages;
    expect(found).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(found[index]).toContain(message);
  });
});

describe("secrets", () => {
  const env = { API_TOKEN: "from-environment", HOME: "/root" };

  test("a declared secret that the operator did not name is refused, though the environment has it", () => {
    const { secrets, missing } = decideSecrets(["API_TOKEN"], { named: [], env, file: new Map() });
    expect({ ...secrets }).toEqual({});
    expect(missing).toEqual([
      {
        code: "secret-not-supplied",
        message: "The secret API_TOKEN is declared by the scenario and not supplied",
        allow: "--secret API_TOKEN",
      },
    ]);
  });

  test("a named one comes from the environment, one in the file before that", () => {
    expect({ ...decideSecrets(["API_TOKEN"], { named: ["API_TOKEN"], env, file: new Map() }).secrets }).toEqual({
      API_TOKEN: "from-environment",
    });
    const file = new Map([["API_TOKEN", "from-file"]]);
    expect({ ...decideSecrets(["API_TOKEN"], { named: ["API_TOKEN"], env, file }).secrets }).toEqual({
      API_TOKEN: "from-file",
    });
  });

  test("what the scenario did not declare it does not get", () => {
    expect({ ...decideSecrets([], { named: ["API_TOKEN"], env, file: new Map([["X", "y"]]) }).secrets }).toEqual({});
  });

  test("names of Object.prototype are not found in the environment", () => {
    expect(decideSecrets(["constructor"], { named: ["constructor"], env, file: new Map() }).missing).toHaveLength(1);
  });
});

test.each([
  ["greet=http:https://a.example", "greet=http:https://a.example"],
  ["a b", "'a b'"],
  ["it's; rm -rf /", String.raw`'it'\''s; rm -rf /'`],
  ["$(reboot)", "'$(reboot)'"],
])("a refusal's line is safe to paste: %s", (text, word) => {
  expect(shellWord(text)).toBe(word);
});
