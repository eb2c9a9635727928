/** The forms in which a secret leaves a program that means no harm: in URLs, headers, JSON and basic authorization. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) text += ALPHABET.charAt((group >> shift) & 63);
  }
  return text.slice(0, Math.ceil((bytes.length * 8) / 6));
}

/** The part of the base64 text that depends on these bytes alone, when `before` other bytes stand in front of them. */
function base64Inside(bytes: Uint8Array, before: number): string {
  const padded = new Uint8Array(bytes.length + before);
  padded.set(bytes, before);
  return base64(padded).slice(Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6));
}

/** UTF-8, written out: this package knows neither Node nor a browser. Lone surrogates become U+FFFD. */
function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** The secret itself, and that base64-encoded (at every alignment, both alphabets), percent-encoded and JSON-escaped. */
export function secretForms(secret: string): ReadonlySet<string> {
  const forms = new Set<string>([secret]);
  const escaped = JSON.stringify(secret).slice(1, -1);
  forms.add(escaped).add(JSON.stringify(escaped).slice(1, -1));
  const encoded = encodeURIComponent(secret.toWellFormed());
  // RFC 3986 leaves these alone in encodeURIComponent, while forms (application/x-www-form-urlencoded) encode them.
  const strict = encoded.replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  for (const text of [encoded, strict, encoded.replaceAll("%20", "+"), strict.replaceAll("%20", "+")]) {
    forms.add(text).add(lower(text));
  }
  forms.add(encodeURI(secret.toWellFormed()));
  const bytes = utf8(secret);
  for (const before of [0, 1, 2]) {
    const inside = base64Inside(bytes, before);
    forms.add(inside).add(inside.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}
