import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** An address in its strict notation (what resolvers and URL parsers give), or undefined. A zone is left out. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  const percent = bare.indexOf("%");
  const address = percent < 0 ? bare : bare.slice(0, percent);
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address);
  if (address.includes(":") && ipaddr.IPv6.isValid(address)) return ipaddr.IPv6.parse(address);
  return undefined;
}

/** `::ffff:a.b.c.d` is the IPv4 address to every operating system, so it is here. */
export function unmapped(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function ipv4At(parts: readonly number[], index: number, mask = 0): ipaddr.IPv4 {
  const high = (parts[index] ?? 0) ^ mask;
  const low = (parts[index + 1] ?? 0) ^ mask;
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

/**
 * The IPv4 addresses that an IPv6 address carries, where a translator or tunnel on the way would send to them: IPv4-compatible
 * (RFC 4291), IPv4-translated (RFC 2765), NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380), ISATAP (RFC 5214).
 */
export function embeddedAddresses(address: Address): readonly ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  const parts = address.parts;
  const zeros = (from: number, to: number): boolean => parts.slice(from, to).every((part) => part === 0);
  const found: ipaddr.IPv4[] = [];
  if (zeros(0, 6) && !(zeros(6, 7) && (parts[7] ?? 0) <= 1)) found.push(ipv4At(parts, 6));
  if (zeros(0, 4) && parts[4] === 0xffff && parts[5] === 0) found.push(ipv4At(parts, 6));
  if (parts[0] === 0x64 && parts[1] === 0xff9b) {
    found.push(ipv4At(parts, 6));
    // A locally chosen prefix (RFC 8215) may be 48, 56 or 64 bits long; bits 64 to 71 are left out of the address (RFC 6052).
    if (parts[2] === 1) found.push(...nat64Prefixed(parts));
  }
  if (parts[0] === 0x2002) found.push(ipv4At(parts, 1));
  if (parts[0] === 0x2001 && parts[1] === 0) found.push(ipv4At(parts, 2), ipv4At(parts, 6, 0xffff));
  if (((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe) found.push(ipv4At(parts, 6));
  return found;
}

function nat64Prefixed(parts: readonly number[]): ipaddr.IPv4[] {
  const bytes = parts.flatMap((part) => [part >> 8, part & 0xff]);
  const take = (indexes: readonly number[]): ipaddr.IPv4 => new ipaddr.IPv4(indexes.map((index) => bytes[index] ?? 0));
  return [take([6, 7, 9, 10]), take([7, 9, 10, 11]), take([9, 10, 11, 12])];
}

export interface Range {
  readonly address: Address;
  readonly prefix: number;
}

/** `10.0.0.0/8`, `fe80::/10`, or one address. */
export function parseRange(text: string): Range | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) {
    const address = parseAddress(text);
    return address && wholeAddress(address);
  }
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(digits)) return undefined;
  const prefix = Number(digits);
  if (prefix > (address.kind() === "ipv4" ? 32 : 128)) return undefined;
  const plain = unmapped(address);
  // `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
  if (plain !== address) return prefix >= 96 ? { address: plain, prefix: prefix - 96 } : { address, prefix };
  return { address, prefix };
}

function wholeAddress(address: Address): Range {
  const plain = unmapped(address);
  return { address: plain, prefix: plain.kind() === "ipv4" ? 32 : 128 };
}

/** Whether the range holds the address; never across the two families. */
export function contains(range: Range, address: Address): boolean {
  if (range.address instanceof ipaddr.IPv4) {
    return address instanceof ipaddr.IPv4 && address.match(range.address, range.prefix);
  }
  return address instanceof ipaddr.IPv6 && address.match(range.address, range.prefix);
}
