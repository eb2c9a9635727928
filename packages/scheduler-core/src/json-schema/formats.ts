/** A format that is checked. All tests are linear: no pattern here repeats what repeats. Other formats are annotations. */
export interface Format {
  /** For messages. */
  readonly name: string;
  readonly test: (text: string) => boolean;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const OCTET = /^(?:0|[1-9]\d{0,2})$/;

function isDate(text: string): boolean {
  const found = DATE.exec(text);
  if (found === null) return false;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

function isDateTime(text: string): boolean {
  return text.length < 64 && /^[Tt ]$/.test(text.charAt(10)) && isDate(text.slice(0, 10)) && TIME.test(text.slice(11));
}

function isHostname(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => LABEL.test(label));
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && at <= 64 && /^[^\s@"<>(),:;[\]\\]+$/.test(text.slice(0, at)) && isHostname(text.slice(at + 1));
}

function isIpv4(text: string): boolean {
  const parts = text.split(".", 5);
  return parts.length === 4 && parts.every((part) => OCTET.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":"))).flat();
  const last = groups.at(-1);
  const withIpv4 = last !== undefined && last.includes(".");
  if (withIpv4 && !isIpv4(last)) return false;
  const count = groups.length + (withIpv4 ? 1 : 0);
  const hex = withIpv4 ? groups.slice(0, -1) : groups;
  return hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) && (halves.length === 2 ? count <= 7 : count === 8);
}

/** Characters that no URI holds as they are (RFC 3986). */
const NOT_URI = /[\s<>"{}|\\^`]/;

export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["date", { name: "a date like 2026-01-31", test: isDate }],
  ["time", { name: "a time like 12:30:00Z", test: (text) => TIME.test(text) }],
  ["date-time", { name: "a date and time like 2026-01-31T12:30:00Z", test: isDateTime }],
  ["email", { name: "an e-mail address", test: isEmail }],
  ["hostname", { name: "a host name", test: isHostname }],
  ["ipv4", { name: "an IPv4 address", test: isIpv4 }],
  ["ipv6", { name: "an IPv6 address", test: isIpv6 }],
  ["uri", { name: "a URI with its scheme", test: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text) && !NOT_URI.test(text) }],
  ["uri-reference", { name: "a URI or a relative reference", test: (text) => !NOT_URI.test(text) }],
  ["uuid", { name: "a UUID", test: (text) => UUID.test(text) }],
]);
