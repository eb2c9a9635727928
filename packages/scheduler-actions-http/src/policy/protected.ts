import type { Address, Range } from "./address.ts";
import { contains, parseRange } from "./address.ts";

/** A range that is refused unless the policy names it, whatever else it allows. */
export interface ProtectedRange {
  readonly range: Range;
  /** For people: what the range is. */
  readonly kind: string;
}

const TABLE: readonly (readonly [range: string, kind: string])[] = [
  // The narrow ones first: a refusal says what is most telling. Cloud metadata: AWS, Azure, Google, OpenStack, DigitalOcean; AWS
  // containers; EKS pod identity; AWS and Google over IPv6; Azure's wire server; Alibaba; Oracle Classic; Scaleway.
  ["169.254.169.254/32", "a cloud-metadata address"],
  ["169.254.170.2/32", "a cloud-metadata address"],
  ["169.254.170.23/32", "a cloud-metadata address"],
  ["fd00:ec2::254/128", "a cloud-metadata address"],
  ["fd00:ec2::23/128", "a cloud-metadata address"],
  ["fd20:ce::254/128", "a cloud-metadata address"],
  ["168.63.129.16/32", "a cloud-metadata address"],
  ["100.100.100.200/32", "a cloud-metadata address"],
  ["192.0.0.192/32", "a cloud-metadata address"],
  ["fd00:42::42/128", "a cloud-metadata address"],
  ["0.0.0.0/8", "an unspecified address"],
  ["169.254.0.0/16", "a link-local address"],
  ["224.0.0.0/4", "a multicast address"],
  ["255.255.255.255/32", "the broadcast address"],
  ["::/128", "an unspecified address"],
  ["fe80::/10", "a link-local address"],
  ["ff00::/8", "a multicast address"],
];

const PROTECTED: readonly ProtectedRange[] = TABLE.flatMap(([text, kind]) => {
  const range = parseRange(text);
  return range ? [{ range, kind }] : [];
});

/** Names that answer for cloud metadata whatever they resolve to (a proxy may resolve them elsewhere). */
const PROTECTED_NAMES: ReadonlySet<string> = new Set([
  "metadata.google.internal",
  "metadata.goog",
  "instance-data.ec2.internal",
]);

export function protectedRangesOf(address: Address): readonly ProtectedRange[] {
  return PROTECTED.filter((entry) => contains(entry.range, address));
}

export function isProtectedName(host: string): boolean {
  return PROTECTED_NAMES.has(host);
}
