import type { HttpPolicy } from "@scheduler-components/actions-http";
import { compilePolicy, parsePolicyEntry, targetOf, withAllowed } from "@scheduler-components/actions-http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function check(policy: HttpPolicy, url: string): string {
  const compiled = compilePolicy(policy);
  if (!compiled.ok) throw new Error(compiled.messages.join(" "));
  const target = targetOf(new URL(url));
  if (!target) throw new Error("no target");
  const verdict = compiled.checker.checkTarget(target);
  return verdict.ok ? (verdict.named ? "allowed" : "by address") : verdict.code;
}

function checkResolved(policy: HttpPolicy, url: string, address: string): string {
  const compiled = compilePolicy(policy);
  if (!compiled.ok) throw new Error(compiled.messages.join(" "));
  const target = targetOf(new URL(url));
  if (!target) throw new Error("no target");
  const first = compiled.checker.checkTarget(target);
  if (!first.ok) return first.code;
  const verdict = compiled.checker.checkAddress(address, target, first.named);
  return verdict.ok ? "allowed" : verdict.code;
}

describe("spellings of the metadata address are all refused", () => {
  test.each([
    ["dotted", "http://169.254.169.254/"],
    ["decimal", "http://2852039166/"],
    ["hexadecimal", "http://0xa9fea9fe/"],
    ["hexadecimal parts", "http://0xa9.0xfe.0xa9.0xfe/"],
    ["octal parts", "http://0251.0376.0251.0376/"],
    ["short form", "http://169.254.43518/"],
    ["dot at the end", "http://169.254.169.254./"],
    ["full-width digits", "http://１６９.２５４.１６９.２５４/"],
    ["ideographic dots", "http://169。254。169。254/"],
    ["percent-encoded", "http://%31%36%39.254.169.254/"],
    ["user info in front", "http://example.com@169.254.169.254/"],
    ["IPv4-mapped", "http://[::ffff:169.254.169.254]/"],
    ["IPv4-mapped, hexadecimal", "http://[::ffff:a9fe:a9fe]/"],
    ["IPv4-compatible", "http://[::169.254.169.254]/"],
    ["IPv4-translated", "http://[::ffff:0:169.254.169.254]/"],
    ["NAT64", "http://[64:ff9b::169.254.169.254]/"],
    ["NAT64, local prefix", "http://[64:ff9b:1::a9fe:a9fe]/"],
    ["NAT64, local prefix of 48 bits", "http://[64:ff9b:1:a9fe:a9:fe00::]/"],
    ["6to4", "http://[2002:a9fe:a9fe::1]/"],
    ["Teredo, client", "http://[2001:0:4136:e378:8000:63bf:5601:5601]/"],
    ["Teredo, server", "http://[2001:0:a9fe:a9fe::1]/"],
    ["ISATAP", "http://[2001:db8::5efe:169.254.169.254]/"],
  ])("%s", (_name, url) => {
    expect(check({}, url)).toBe("denied-address");
  });
});

describe("what the default policy refuses and allows", () => {
  test.each([
    ["link-local", "http://169.254.1.1/", "denied-address"],
    ["link-local v6", "http://[fe80::1]/", "denied-address"],
    ["end of link-local v6", "http://[febf::1]/", "denied-address"],
    ["AWS v6", "http://[fd00:ec2::254]/", "denied-address"],
    ["Google v6", "http://[fd20:ce::254]/", "denied-address"],
    ["Alibaba", "http://100.100.100.200/", "denied-address"],
    ["Oracle", "http://192.0.0.192/", "denied-address"],
    ["Azure", "http://168.63.129.16/", "denied-address"],
    ["Google's name", "http://metadata.google.internal/", "denied-origin"],
    ["Google's name, dot and case", "http://METADATA.google.internal./", "denied-origin"],
    ["unspecified", "http://0.0.0.0/", "denied-address"],
    ["zero", "http://0/", "denied-address"],
    ["unspecified v6", "http://[::]/", "denied-address"],
    ["multicast", "http://224.0.0.1/", "denied-address"],
    ["multicast v6", "http://[ff02::1]/", "denied-address"],
    ["broadcast", "http://255.255.255.255/", "denied-address"],
    ["loopback", "http://127.0.0.1:8080/", "allowed"],
    ["loopback, decimal", "http://2130706433/", "allowed"],
    ["loopback, short hexadecimal", "http://0x7f.1/", "allowed"],
    ["loopback v6", "http://[::1]/", "allowed"],
    ["private", "http://10.0.0.1/", "allowed"],
    ["private v6", "http://[fd12::1]/", "allowed"],
    ["public", "https://93.184.216.34/", "allowed"],
    ["name", "https://api.example.com/", "allowed"],
  ])("%s", (_name, url, expected) => {
    expect(check({}, url)).toBe(expected);
  });
});

describe("allow and deny", () => {
  test.each<[string, HttpPolicy, string, string]>([
    ["origin", { allow: ["https://api.example.com"] }, "https://api.example.com/x", "allowed"],
    ["origin, other scheme", { allow: ["https://api.example.com"] }, "http://api.example.com/", "denied-origin"],
    ["origin, other port", { allow: ["https://api.example.com"] }, "https://api.example.com:8443/", "denied-origin"],
    ["origin with port", { allow: ["http://api.example.com:8080"] }, "http://api.example.com:8080/", "allowed"],
    ["origin with its default port", { allow: ["http://api.example.com:80"] }, "http://api.example.com/", "allowed"],
    ["host, any scheme and port", { allow: ["api.example.com"] }, "http://api.example.com:81/", "allowed"],
    ["host in capitals, dot at the end", { allow: ["API.example.com."] }, "http://api.EXAMPLE.com./", "allowed"],
    ["host is no suffix", { allow: ["example.com"] }, "http://evil-example.com/", "denied-origin"],
    ["host is no parent", { allow: ["example.com"] }, "http://a.example.com/", "denied-origin"],
    ["wildcard", { allow: ["*.example.com"] }, "http://a.b.example.com/", "allowed"],
    ["wildcard is not the host itself", { allow: ["*.example.com"] }, "http://example.com/", "denied-origin"],
    ["host with port", { allow: ["api.example.com:8080"] }, "https://api.example.com:8080/", "allowed"],
    ["IDN", { allow: ["bücher.example"] }, "http://xn--bcher-kva.example/", "allowed"],
    ["range", { allow: ["10.0.0.0/8"] }, "http://10.1.2.3/", "allowed"],
    ["range, mapped", { allow: ["10.0.0.0/8"] }, "http://[::ffff:10.1.2.3]/", "allowed"],
    ["outside the range", { allow: ["10.0.0.0/8"] }, "http://11.1.2.3/", "denied-address"],
    ["range v6", { allow: ["fd00::/8"] }, "http://[fd12::1]/", "allowed"],
    ["address with port", { allow: ["127.0.0.1:8080"] }, "http://127.0.0.1:8081/", "denied-address"],
    ["v6 address with port", { allow: ["[::1]:8080"] }, "http://[::1]:8080/", "allowed"],
    ["origin with an address", { allow: ["http://127.0.0.1:8080"] }, "http://127.1:8080/", "allowed"],
    [
      "name, only ranges allowed: decided by its address",
      { allow: ["10.0.0.0/8"] },
      "http://db.internal/",
      "by address",
    ],
    ["nothing allowed", { allow: [] }, "http://example.com/", "denied-origin"],
    ["deny before allow", { allow: ["*"], deny: ["evil.example"] }, "http://evil.example/", "denied-origin"],
    ["deny of subdomains", { deny: ["*.evil.example"] }, "http://a.evil.example/", "denied-origin"],
    ["deny of a range", { deny: ["127.0.0.0/8"] }, "http://127.0.0.1/", "denied-address"],
    ["deny of a range, carried in v6", { deny: ["127.0.0.0/8"] }, "http://[64:ff9b::7f00:1]/", "denied-address"],
    ["deny everything", { deny: ["*"] }, "http://example.com/", "denied-origin"],
    ["scheme for all", { allow: ["https://*"] }, "https://example.com/", "allowed"],
    ["scheme for all, other scheme", { allow: ["https://*"] }, "http://example.com/", "denied-origin"],
    ["metadata by its address", { allow: ["*", "169.254.169.254"] }, "http://169.254.169.254/", "allowed"],
    ["metadata is not in link-local", { allow: ["*", "169.254.0.0/16"] }, "http://169.254.169.254/", "denied-address"],
    ["link-local by its range", { allow: ["169.254.0.0/16"] }, "http://169.254.7.7/", "allowed"],
    ["everything does not grant link-local", { allow: ["0.0.0.0/0"] }, "http://169.254.7.7/", "denied-address"],
    ["metadata by its name", { allow: ["metadata.google.internal"] }, "http://metadata.google.internal/", "allowed"],
    [
      "a wildcard does not grant it",
      { allow: ["*.google.internal"] },
      "http://metadata.google.internal/",
      "denied-origin",
    ],
  ])("%s", (_name, policy, url, expected) => {
    expect(check(policy, url)).toBe(expected);
  });
});

describe("resolved addresses", () => {
  test.each<[string, HttpPolicy, string, string]>([
    ["public", {}, "93.184.216.34", "allowed"],
    ["loopback", {}, "127.0.0.1", "allowed"],
    ["metadata", {}, "169.254.169.254", "denied-address"],
    ["metadata, mapped", {}, "::ffff:169.254.169.254", "denied-address"],
    ["link-local with a zone", {}, "fe80::1%eth0", "denied-address"],
    [
      "an allowed name does not grant protected addresses",
      { allow: ["host.example"] },
      "169.254.169.254",
      "denied-address",
    ],
    ["an allowed name may be anywhere else", { allow: ["host.example"] }, "10.0.0.1", "allowed"],
    ["a range decides", { allow: ["10.0.0.0/8"] }, "10.0.0.1", "allowed"],
    ["a range refuses", { allow: ["10.0.0.0/8"] }, "127.0.0.1", "denied-address"],
    [
      "a denied range goes before an allowed name",
      { allow: ["host.example"], deny: ["10.0.0.0/8"] },
      "10.0.0.1",
      "denied-address",
    ],
    ["no address", {}, "not-an-address", "denied-address"],
  ])("%s", (_name, policy, address, expected) => {
    expect(checkResolved(policy, "http://host.example/", address)).toBe(expected);
  });
});

describe("entries", () => {
  test.each([
    ["https://a.example/path"],
    ["ftp://a.example"],
    ["user@a.example"],
    [""],
    ["a b"],
    ["10.0.0.0/33"],
    ["*.10.0.0.1"],
    ["a.*.example"],
    ["http://"],
    ["a.example:99999"],
  ])("%s is none", (text) => {
    const parsed = parsePolicyEntry(text);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.message).toContain("Expected an origin");
  });

  test("all wrong lines are reported at once", () => {
    const compiled = compilePolicy({ allow: ["a b"], deny: ["c d"] });
    expect(!compiled.ok && compiled.messages).toHaveLength(2);
  });
});

test("a refusal says what the address is", () => {
  const compiled = compilePolicy({});
  const target = targetOf(new URL("http://[::ffff:169.254.169.254]/"));
  const verdict = compiled.ok && target ? compiled.checker.checkTarget(target) : undefined;
  expect(verdict).toEqual({
    ok: false,
    code: "denied-address",
    message:
      "Request to http://[::ffff:a9fe:a9fe] (address 169.254.169.254) refused: it is a cloud-metadata address. To allow it: --allow http=169.254.169.254",
  });
});

test("the line that a refusal names allows it", () => {
  for (const url of [
    "http://169.254.169.254/",
    "http://[fe80::1]:8080/",
    "http://metadata.google.internal/",
    "http://[::ffff:169.254.169.254]/",
  ]) {
    const compiled = compilePolicy({});
    const target = targetOf(new URL(url));
    if (!compiled.ok || !target) throw new Error("unexpected");
    const verdict = compiled.checker.checkTarget(target);
    const line = /--allow http=(\S+)$/.exec(verdict.ok ? "" : verdict.message)?.[1];
    expect(line).toBeDefined();
    expect(check(withAllowed({}, line ?? ""), url)).toBe("allowed");
  }
});

test("no way of writing an IPv4 address changes the verdict", () => {
  const protectedOrNot = fc.oneof(
    fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
  );
  fc.assert(
    fc.property(protectedOrNot, ([a, b, c, d]) => {
      const number = ((a * 256 + b) * 256 + c) * 256 + d;
      const octal = [a, b, c, d].map((part) => `0${part.toString(8)}`).join(".");
      const verdicts = [
        `${a}.${b}.${c}.${d}`,
        String(number),
        `0x${number.toString(16)}`,
        octal,
        `[::ffff:${a}.${b}.${c}.${d}]`,
      ].map((host) => check({}, `http://${host}/`));
      expect(new Set(verdicts).size).toBe(1);
      expect(a === 169 && b === 254 && verdicts[0] !== "denied-address").toBe(false);
    }),
  );
});
