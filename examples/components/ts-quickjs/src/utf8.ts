/** UTF-8 as text: this QuickJS has no `TextDecoder`. Throws a `URIError` where the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  while (start < bytes.length) {
    const plain = (bytes[start] ?? 0) < 0x80;
    let end = start;
    // A run of one kind at a time, and no longer than what an argument list takes.
    while (end < bytes.length && end - start < 4096 && (bytes[end] ?? 0) < 0x80 === plain) end++;
    // Not in the middle of a character.
    if (!plain) while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end++;
    const run = bytes.subarray(start, end);
    text += plain ? String.fromCharCode(...run) : decodeURIComponent(percent(run));
    start = end;
  }
  return text;
}

function percent(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += `%${byte.toString(16)}`;
  return text;
}
