const PREFIX = "----scheduler-";
const DIGITS = 36;

/** A boundary of `multipart/form-data` that no part holds, found by looking: for where there are no random numbers. */
export function unusedBoundary(parts: readonly Uint8Array[]): string {
  const taken = new Set(parts.flatMap(numbersIn));
  let number = 0;
  while (taken.has(digits(number))) number += 1;
  return PREFIX + digits(number);
}

function digits(number: number): string {
  return String(number).padStart(DIGITS, "0");
}

/** What stands behind every prefix in the part. One pass, whatever the part holds. */
function numbersIn(part: Uint8Array): string[] {
  const prefix = new TextEncoder().encode(PREFIX);
  const [first = 0] = prefix;
  const found: string[] = [];
  for (let at = part.indexOf(first); at >= 0; at = part.indexOf(first, at + 1)) {
    if (!prefix.every((byte, index) => part[at + index] === byte)) continue;
    const start = at + prefix.length;
    found.push(String.fromCharCode(...part.subarray(start, start + DIGITS)));
  }
  return found;
}
