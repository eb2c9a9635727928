/**
 * `TextEncoder` and `TextDecoder` for UTF-8 (encoding.spec.whatwg.org), which QuickJS does not have. Bundled before the guest: a
 * library asks for them while it is loaded.
 */

/** The bytes that each code point takes; a lone surrogate becomes U+FFFD, as everywhere in the platform. */
function encode(input: string): Uint8Array {
  const text = input.toWellFormed();
  const bytes = new Uint8Array(text.length * 3);
  let to = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point < 0x80) bytes[to++] = point;
    else {
      if (point < 0x800) bytes[to++] = 0xc0 | (point >> 6);
      else {
        if (point < 0x10000) bytes[to++] = 0xe0 | (point >> 12);
        else {
          at += 1;
          bytes[to++] = 0xf0 | (point >> 18);
          bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
        }
        bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
      }
      bytes[to++] = 0x80 | (point & 0x3f);
    }
  }
  return bytes.slice(0, to);
}

/** What may follow a first byte: how many bytes, and the range of the next one. Others are no first byte. */
function sequenceAfter(first: number): readonly [count: number, low: number, high: number] {
  if (first >= 0xc2 && first <= 0xdf) return [1, 0x80, 0xbf];
  if (first >= 0xe0 && first <= 0xef) return [2, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf];
  if (first >= 0xf0 && first <= 0xf4) return [3, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf];
  return [0, 0, 0];
}

interface DecoderOptions {
  readonly fatal?: boolean;
  readonly ignoreBOM?: boolean;
}

function decode(bytes: Uint8Array, { fatal = false, ignoreBOM = false }: DecoderOptions): string {
  const parts: string[] = [];
  let at = !ignoreBOM && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) {
      parts.push(String.fromCharCode(first));
      continue;
    }
    let [count, low, high] = sequenceAfter(first);
    let point = count > 0 ? first & (0x3f >> count) : undefined;
    while (point !== undefined && count > 0) {
      const next = bytes[at];
      if (next === undefined || next < low || next > high) point = undefined;
      else {
        point = (point << 6) | (next & 0x3f);
        at += 1;
        count -= 1;
        [low, high] = [0x80, 0xbf];
      }
    }
    if (point === undefined && fatal) throw new TypeError("The encoded data was not valid for encoding utf-8");
    parts.push(String.fromCodePoint(point ?? 0xfffd));
  }
  return parts.join("");
}

export class Utf8Encoder {
  readonly encoding = "utf-8";
  encode(input = ""): Uint8Array {
    return encode(String(input));
  }
}

export class Utf8Decoder {
  readonly encoding = "utf-8";
  readonly #options: DecoderOptions;
  constructor(label = "utf-8", options: DecoderOptions = {}) {
    if (!/^utf-?8$/i.test(label)) throw new RangeError(`There is no decoder for ${label}; only utf-8 is here.`);
    this.#options = options;
  }
  decode(bytes: Uint8Array = new Uint8Array()): string {
    return decode(bytes, this.#options);
  }
}
